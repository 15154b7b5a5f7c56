package lilypad.protocol.block;

import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;

/**
 * What a receipt commits to of a log.
 *
 * @param address the contract that emitted it
 * @param topics zero to four topics
 * @param data the ABI-encoded rest
 */
public record LogEntry(Address address, List<Hash32> topics, Bytes data) {

  public LogEntry {
    topics = List.copyOf(topics);
  }

  /** What a receipt commits to of {@code log}. */
  public static LogEntry of(ChainLog log) {
    return new LogEntry(log.address(), log.topics(), log.data());
  }

  byte[] rlp() {
    return Rlp.list(
        List.of(
            Rlp.string(address.bytes().toArray()),
            Rlp.list(topics.stream().map(topic -> Rlp.string(topic.bytes().toArray())).toList()),
            Rlp.string(data.toArray())));
  }
}
