package lilypad.protocol.abi;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;

/** Reads logs into events by fixed layouts. It never throws, whatever the bytes. */
public final class LogDecoder {

  private LogDecoder() {}

  /** What {@code log} says. The caller checks that its address is the contract it trusts. */
  public static DecodedLog decode(ChainLog log) {
    List<Hash32> topics = log.topics();
    if (topics.isEmpty()) {
      return new DecodedLog.UnknownLog(Optional.empty(), "an event of Lilypad's, with a topic 0");
    }
    Optional<EventSignature> known = EventSignature.of(topics.get(0));
    if (known.isEmpty()) {
      return new DecodedLog.UnknownLog(
          Optional.of(topics.get(0)), "topic 0 of an event of Lilypad's");
    }
    EventSignature signature = known.get();
    if (topics.size() != signature.topics()) {
      return new DecodedLog.MalformedLog(
          signature, signature.topics() + " topics", topics.size() + " topics");
    }
    byte[] indexed = new byte[(topics.size() - 1) * AbiReader.WORD];
    for (int i = 1; i < topics.size(); i++) {
      System.arraycopy(
          topics.get(i).bytes().toArray(), 0, indexed, (i - 1) * AbiReader.WORD, AbiReader.WORD);
    }
    try {
      return new DecodedLog.Decoded(signature.decode(indexed, log.data().toArray()));
    } catch (MalformedAbi e) {
      return new DecodedLog.MalformedLog(signature, e.expected(), e.actual());
    }
  }
}
