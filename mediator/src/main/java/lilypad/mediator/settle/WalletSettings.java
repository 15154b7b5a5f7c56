package lilypad.mediator.settle;

import com.typesafe.config.Config;
import java.util.Arrays;
import lilypad.chain.send.FeePolicy;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.verifier.config.CheckedConfig;

/**
 * How the wallet sends.
 *
 * @param chainId the chain it signs for
 * @param level what a transaction's block must have reached before it counts as done
 * @param replaceAfter blocks after which an unmined transaction is offered again with higher fees
 * @param fees what is offered
 */
public record WalletSettings(long chainId, FinalityLevel level, int replaceAfter, FeePolicy fees) {

  /** Reads {@code lilypad.mediator.settle} and {@code lilypad.chain.send}. */
  public static WalletSettings read(Config root, long chainId) {
    CheckedConfig settle = CheckedConfig.at(root, "lilypad.mediator.settle");
    return new WalletSettings(
        chainId,
        level(settle),
        settle.wholeInt("replace-after-blocks", 1, Integer.MAX_VALUE),
        FeePolicy.from(root.getConfig("lilypad.chain.send")));
  }

  private static FinalityLevel level(CheckedConfig settle) {
    String text = settle.text("level");
    return Arrays.stream(FinalityLevel.values())
        .filter(level -> level.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> settle.bad("level", "expected latest, safe or finalized, got " + text));
  }
}
