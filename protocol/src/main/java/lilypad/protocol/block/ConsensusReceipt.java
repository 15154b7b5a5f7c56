package lilypad.protocol.block;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;

/**
 * What a block commits to of one transaction's effect.
 *
 * @param type the transaction's type (EIP-2718); 0 for one without
 * @param outcome 1 in one byte if it succeeded, nothing if it failed (EIP-658); before Byzantium
 *     the state root after it
 * @param cumulativeGasUsed gas used in the block up to and with it
 * @param logs its logs in order
 * @param later numbers that a type appends (the deposits of OP chains: nonce and version)
 */
public record ConsensusReceipt(
    int type,
    Bytes outcome,
    BigInteger cumulativeGasUsed,
    List<LogEntry> logs,
    List<BigInteger> later) {

  private static final int MOST_TYPES = 0x7f;

  /** The outcome of a transaction that succeeded. */
  public static final Bytes SUCCEEDED = Bytes.of((byte) 1);

  /** The outcome of a transaction that failed. */
  public static final Bytes FAILED = Bytes.EMPTY;

  /**
   * @throws MalformedValue if the type is not from 0 to 127 or the gas negative
   */
  public ConsensusReceipt {
    if (type < 0 || type > MOST_TYPES || cumulativeGasUsed.signum() < 0) {
      throw new MalformedValue(
          "a type from 0 to 127 and gas from 0", "type " + type + ", gas " + cumulativeGasUsed);
    }
    logs = List.copyOf(logs);
    later = List.copyOf(later);
  }

  /** The root that a header commits to: over the receipts of all its transactions in order. */
  public static Hash32 root(List<ConsensusReceipt> receipts) {
    return OrderedTrie.root(receipts.stream().map(ConsensusReceipt::encoded).toList());
  }

  /** The bloom of all logs of {@code receipts}. */
  public static LogsBloom bloom(List<ConsensusReceipt> receipts) {
    return LogsBloom.of(receipts.stream().flatMap(receipt -> receipt.logs().stream()).toList());
  }

  /** The bytes that the receipts' root is made over. */
  public Bytes encoded() {
    List<byte[]> items = new ArrayList<>();
    items.add(Rlp.string(outcome.toArray()));
    items.add(Rlp.number(cumulativeGasUsed));
    items.add(Rlp.string(LogsBloom.of(logs).bits().toArray()));
    items.add(Rlp.list(logs.stream().map(LogEntry::rlp).toList()));
    later.forEach(number -> items.add(Rlp.number(number)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (type > 0) {
      out.write(type);
    }
    out.writeBytes(Rlp.list(items));
    return Bytes.of(out.toByteArray());
  }
}
