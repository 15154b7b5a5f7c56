package lilypad.chain.rpc;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import lilypad.protocol.abi.RevertReason;

/**
 * Reads what a node means by an error. Nodes share few codes, so this goes by the words of Geth,
 * Reth, Erigon, Nethermind, Besu and Anvil, and takes what it does not recognise for an error.
 */
final class Refusals {

  private static final Pattern UNKNOWN_BLOCK =
      Pattern.compile(
          "unknown block|unknown header|(block|header)( for hash)?( was)? not found|missing header"
              + "|not currently canonical|block .*(could not be|not) found|resource not found"
              + "|blockoutofrange|null round");
  private static final Pattern UNKNOWN_TAG =
      Pattern.compile(
          "(safe|finali[sz]ed)( block)? (was )?not found|(invalid|unknown|unsupported) (block )?"
              + "(tag|argument|parameter|number)|unknown block|cannot unmarshal|finalized block|"
              + "invalid params");
  private static final Pattern UNKNOWN_METHOD =
      Pattern.compile(
          "method[^.]*(not (found|supported|available|exist|allowed|enabled|whitelisted)|does not"
              + " exist)|(unknown|unsupported|unrecognized|no such) method|methodnotfound");
  private static final int METHOD_NOT_FOUND = -32_601;

  private static final Pattern OVERLOAD =
      Pattern.compile(
          "too many requests|rate.?limit|request (rate|limit)|requests per (second|minute|day)"
              + "|compute units per second|capacity|quota|service unavailable"
              + "|no backend is currently healthy|server is busy|overloaded");

  private Refusals() {}

  static boolean isUnknownBlock(RpcRefused refusal) {
    return UNKNOWN_BLOCK.matcher(words(refusal.text())).find();
  }

  /** Whether a node does not serve a method: the one code that JSON-RPC reserves, or its words. */
  static boolean isUnknownMethod(RpcRefused refusal) {
    return refusal.code() == METHOD_NOT_FOUND
        || UNKNOWN_METHOD.matcher(words(refusal.text())).find();
  }

  /** Whether a node says that it has no such block tag; never true for an overloaded node. */
  static boolean isUnknownTag(String text) {
    return UNKNOWN_TAG.matcher(words(text)).find();
  }

  /**
   * Whether a node says that it is asked too often; never true where an answer would be too large.
   */
  static boolean isOverload(String text) {
    return OVERLOAD.matcher(words(text)).find();
  }

  static Optional<Reverted> reverted(RpcRefused refusal) {
    boolean reverted = refusal.code() == 3 || words(refusal.text()).contains("revert");
    return reverted ? Optional.of(new Reverted(refusal.data(), reason(refusal))) : Optional.empty();
  }

  private static String reason(RpcRefused refusal) {
    return switch (RevertReason.decode(refusal.data())) {
      case RevertReason.Unreadable unreadable -> refusal.text();
      case RevertReason.Message message -> message.text();
      case RevertReason.Panic panic -> panic.text();
      case RevertReason.Custom custom -> custom.text();
    };
  }

  static Submission submission(RpcRefused refusal) {
    String text = words(refusal.text());
    if (text.contains("already known")
        || text.contains("already imported")
        || text.contains("known transaction")
        || text.contains("already in mempool")) {
      return new Submission.AlreadyKnown();
    }
    if (text.contains("nonce too low")
        || text.contains("nonce is too low")
        || text.contains("oldnonce")
        || text.contains("nonce_too_low")) {
      return new Submission.NonceTooLow();
    }
    if (text.contains("nonce too high")
        || text.contains("nonce is too high")
        || text.contains("noncegap")
        || text.contains("nonce gap")
        || text.contains("nonce is too distant")
        || text.contains("nonce too distant")
        || text.contains("nonce too far")) {
      return new Submission.NonceTooHigh(refusal.text());
    }
    if (text.contains("underpriced")
        || text.contains("max fee per gas less than block base fee")
        || text.contains("fee too low")
        || text.contains("feetoolow")) {
      return new Submission.Underpriced(refusal.text());
    }
    if (text.contains("insufficient funds")
        || text.contains("insufficientfunds")
        || text.contains("upfront cost exceeds account balance")) {
      return new Submission.InsufficientFunds(refusal.text());
    }
    return new Submission.Refused(refusal.code(), refusal.text());
  }

  private static String words(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
