package lilypad.protocol.settle;

import java.util.Map;
import lilypad.protocol.Bytes;
import lilypad.protocol.abi.RevertReason;
import lilypad.protocol.abi.Selector;

/**
 * What it means that a contract refuses a verdict, a watchman's check or a payout. Lilypad's
 * contracts say why in words, ours in the same words, bound calls also in errors of their own; both
 * are known here and nowhere else.
 *
 * <p>Nothing of it ends an intent: the block that refuses may be replaced by one that does not.
 * What ends it is the deal, when the chain's terminal state is final enough.
 */
public enum Refusal {
  /** Nobody waits for a verdict: it was given, or timed out. The agreement's state tells which. */
  DECIDED(false),

  /** The claim is not the one that was judged: {@code getResult} tells which it is now. */
  CLAIM_DIFFERS(false),

  /** The check is not the one that was judged: {@code getAgreement} tells when it was asked for. */
  CHECK_DIFFERS(false),

  /** Another mediator was drawn. */
  NOT_OURS(false),

  /**
   * The call went to a contract that takes no verdicts, or to a mediation contract that was
   * replaced: somebody has to mend the configuration, or the contracts' wiring.
   */
  WRONG_CONTRACT(false),

  /** Nobody waits for a check: it was asked for, the claim accepted, or the time for it is over. */
  CHECK_CLOSED(false),

  /** Whoever asks for a check is not the deal's watchman, as far as this node knows. */
  NOT_WATCHMAN(true),

  /** The client does not hold the fee of the check that is asked for in its place. */
  FEE_SHORT(true),

  /** No mediator was drawn, as far as this node knows: it lags, or a reorganisation took it. */
  NOT_DRAWN(true),

  /** A party's escrow does not hold what the verdict moves (defect D23): it may come back. */
  ESCROW_SHORT(true),

  /** The mediator does not hold the tokens that a payout moves. */
  TOKENS_SHORT(true),

  /** The token is paused: nothing moves until its owner lets it. */
  TOKEN_PAUSED(true),

  /**
   * It reverted in its block although its simulation had succeeded: somebody moved something before
   * it. It is simulated and sent again, after more blocks each time.
   */
  REVERTED(true),

  /** The deal no longer wants it, and nothing had been sent. */
  ABANDONED(false),

  /** A reason nobody foresaw. */
  UNKNOWN(true);

  private static final Map<String, Refusal> BY_WORDS =
      Map.ofEntries(
          Map.entry("ResultsChecked", DECIDED),
          Map.entry("ResultsSubmitted", CHECK_CLOSED),
          Map.entry("Too late for the watchman", CHECK_CLOSED),
          Map.entry("Only watchman", NOT_WATCHMAN),
          Map.entry("LilypadPayments: Insufficient balance", FEE_SHORT),
          Map.entry("tx.origin must be the mediator", NOT_OURS),
          Map.entry("msg.sender must be the mediator", NOT_OURS),
          Map.entry("Only mediation", WRONG_CONTRACT),
          Map.entry("ControllerOwnable: Only the controller can call this method", WRONG_CONTRACT),
          Map.entry("mediator cannot be 0x0", NOT_DRAWN),
          Map.entry("LilypadToken: not enough funds in escrow", ESCROW_SHORT),
          Map.entry("ERC20: transfer amount exceeds balance", TOKENS_SHORT),
          Map.entry("ERC20Pausable: token transfer while paused", TOKEN_PAUSED));

  private static final Map<Bytes, Refusal> BY_SELECTOR =
      Map.of(
          Selector.of("ClaimDiffers(bytes32,bytes32)"), CLAIM_DIFFERS,
          Selector.of("CheckTimeDiffers(uint256,uint256)"), CHECK_DIFFERS,
          Selector.of("SubmissionTimeDiffers(uint256,uint256)"), CLAIM_DIFFERS,
          Selector.of("ERC20InsufficientBalance(address,uint256,uint256)"), TOKENS_SHORT);

  /** What nodes write before a reason when they pass it on as text only. */
  private static final String NODE_PREFIX = "execution reverted: ";

  private final boolean retryable;

  Refusal(boolean retryable) {
    this.retryable = retryable;
  }

  /** Whether the same call may succeed later although nobody mends or undoes anything of ours. */
  public boolean retryable() {
    return retryable;
  }

  /** What a contract means by the reason it gives. */
  public static Refusal of(RevertReason reason) {
    return switch (reason) {
      case RevertReason.Message message -> BY_WORDS.getOrDefault(message.text(), UNKNOWN);
      case RevertReason.Custom custom -> BY_SELECTOR.getOrDefault(custom.selector(), UNKNOWN);
      case RevertReason.Panic panic -> UNKNOWN;
      case RevertReason.Unreadable unreadable -> UNKNOWN;
    };
  }

  /**
   * The same from what a node answers.
   *
   * @param data the revert data; empty where the node withholds it
   * @param text the reason in the node's words, which counts only where there is no data
   */
  public static Refusal of(Bytes data, String text) {
    if (data.size() > 0) {
      return of(RevertReason.decode(data));
    }
    String words = text.startsWith(NODE_PREFIX) ? text.substring(NODE_PREFIX.length()) : text;
    return of(new RevertReason.Message(words));
  }
}
