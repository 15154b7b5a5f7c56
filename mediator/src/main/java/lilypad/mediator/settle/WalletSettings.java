package lilypad.mediator.settle;

import com.typesafe.config.Config;
import java.math.BigInteger;
import java.util.Arrays;
import lilypad.chain.send.FeePolicy;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.Wei;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.verifier.config.CheckedConfig;

/**
 * How the wallet sends.
 *
 * @param chainId the chain it signs for
 * @param level what a transaction's block must have reached before it counts as done
 * @param hurries whether a verdict that binds itself is sent below that level near the deadline
 * @param replaceAfter blocks after which a transaction that is not mined although it is its turn is
 *     offered again with higher fees, a gap is filled, and nonces that others used are believed to
 *     be used
 * @param mostInFlight how many transactions may wait to be mined at the same time
 * @param reserve what the account is to hold beyond the transactions on their way
 * @param fundsEvery blocks after which its balance is looked at again
 * @param fees what is offered
 */
public record WalletSettings(
    long chainId,
    FinalityLevel level,
    boolean hurries,
    int replaceAfter,
    int mostInFlight,
    Wei reserve,
    int fundsEvery,
    FeePolicy fees) {

  /** Reads {@code lilypad.mediator.settle} and {@code lilypad.chain.send}. */
  public static WalletSettings read(Config root, long chainId) {
    CheckedConfig settle = CheckedConfig.at(root, "lilypad.mediator.settle");
    return new WalletSettings(
        chainId,
        level(settle),
        hurries(settle),
        settle.wholeInt("replace-after-blocks", 1, Integer.MAX_VALUE),
        settle.wholeInt("most-in-flight", 1, Integer.MAX_VALUE),
        reserve(settle),
        settle.wholeInt("balance-every-blocks", 1, Integer.MAX_VALUE),
        FeePolicy.from(root.getConfig("lilypad.chain.send")));
  }

  private static Wei reserve(CheckedConfig settle) {
    String text = settle.text("reserve");
    try {
      return new Wei(new BigInteger(text));
    } catch (NumberFormatException | MalformedValue e) {
      throw settle.bad("reserve", "expected whole wei from 0 on, got " + text);
    }
  }

  private static boolean hurries(CheckedConfig settle) {
    String text = settle.text("near-deadline");
    return switch (text) {
      case "guarded" -> true;
      case "let-run-out" -> false;
      default -> throw settle.bad("near-deadline", "expected guarded or let-run-out, got " + text);
    };
  }

  private static FinalityLevel level(CheckedConfig settle) {
    String text = settle.text("level");
    return Arrays.stream(FinalityLevel.values())
        .filter(level -> level.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> settle.bad("level", "expected latest, safe or finalized, got " + text));
  }
}
