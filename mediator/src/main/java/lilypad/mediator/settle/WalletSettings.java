package lilypad.mediator.settle;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Locale;
import lilypad.chain.send.FeePolicy;
import lilypad.protocol.settle.FinalityLevel;

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
    Config settle = root.getConfig("lilypad.mediator.settle");
    return new WalletSettings(
        chainId,
        level(settle),
        settle.getInt("replace-after-blocks"),
        FeePolicy.from(root.getConfig("lilypad.chain.send")));
  }

  private static FinalityLevel level(Config settle) {
    String text = settle.getString("level");
    try {
      return FinalityLevel.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ConfigException.BadValue(
          settle.origin(),
          "lilypad.mediator.settle.level",
          "expected latest, safe or finalized, got " + text,
          e);
    }
  }
}
