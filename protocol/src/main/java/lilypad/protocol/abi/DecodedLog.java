package lilypad.protocol.abi;

import java.util.Optional;
import lilypad.protocol.Hash32;

/** What {@link LogDecoder} made of a log. */
public sealed interface DecodedLog {

  /** An event of Lilypad's. */
  record Decoded(LilypadEvent event) implements DecodedLog {}

  /**
   * No event of Lilypad's.
   *
   * @param topic0 what stands where the event's hash would be; empty for a log without topics
   * @param expected what was looked for, in words
   */
  record UnknownLog(Optional<Hash32> topic0, String expected) implements DecodedLog {}

  /**
   * A log with the hash of an event of Lilypad's that is not laid out like one.
   *
   * @param event which it claims to be
   * @param expected what the layout asks for
   * @param actual what came instead, cut short
   */
  record MalformedLog(EventSignature event, String expected, String actual) implements DecodedLog {}
}
