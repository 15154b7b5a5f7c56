package lilypad.chain.pool;

import java.util.Locale;

/**
 * What an endpoint can do, found out by asking it.
 *
 * @param clientVersion its own name and version, fit for a log
 * @param safeTag whether it knows the block tag {@code safe}
 * @param finalizedTag whether it knows the block tag {@code finalized}
 * @param logsByBlockHash whether {@code eth_getLogs} takes a block's hash (EIP-234)
 * @param blockReceipts whether it has {@code eth_getBlockReceipts}
 * @param batch whether it answers several questions in one request
 */
public record Capabilities(
    String clientVersion,
    Support safeTag,
    Support finalizedTag,
    Support logsByBlockHash,
    Support blockReceipts,
    Support batch) {

  /** Whether something works. */
  public enum Support {
    YES,
    NO,
    /** It did not answer when it was asked. */
    UNKNOWN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String toString() {
    return "%s: safe %s, finalized %s, logs by block hash %s, block receipts %s, batch %s"
        .formatted(clientVersion, safeTag, finalizedTag, logsByBlockHash, blockReceipts, batch);
  }
}
