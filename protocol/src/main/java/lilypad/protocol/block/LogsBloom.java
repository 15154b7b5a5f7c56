package lilypad.protocol.block;

import java.util.Collection;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.MalformedValue;

/**
 * A filter of 2048 bits over the addresses and topics of logs (Yellow Paper, section 4.3.1). What
 * it does not contain is in no log; what it seems to contain may be in none either.
 */
public record LogsBloom(Bytes bits) {

  private static final int SIZE = 256;

  /** The filter over no logs. */
  public static final LogsBloom EMPTY = new LogsBloom(Bytes.of(new byte[SIZE]));

  /**
   * @throws MalformedValue if {@code bits} is not 256 bytes long
   */
  public LogsBloom {
    if (bits.size() != SIZE) {
      throw new MalformedValue("a bloom of 256 bytes", bits.toString());
    }
  }

  /** The filter over {@code logs}. */
  public static LogsBloom of(Collection<LogEntry> logs) {
    byte[] bits = new byte[SIZE];
    for (LogEntry log : logs) {
      add(bits, log.address().bytes());
      for (Hash32 topic : log.topics()) {
        add(bits, topic.bytes());
      }
    }
    return new LogsBloom(Bytes.of(bits));
  }

  /** Whether a log of {@code contract} may be among those that this filter was made over. */
  public boolean mayContain(Address contract) {
    byte[] wanted = new byte[SIZE];
    add(wanted, contract.bytes());
    for (int i = 0; i < SIZE; i++) {
      if ((bits.get(i) & wanted[i]) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static void add(byte[] bits, Bytes item) {
    Bytes hash = Keccak.hash(item.toArray()).bytes();
    for (int i = 0; i < 6; i += 2) {
      int bit = ((hash.get(i) & 7) << 8) | (hash.get(i + 1) & 0xff);
      bits[SIZE - 1 - bit / 8] |= (byte) (1 << (bit % 8));
    }
  }
}
