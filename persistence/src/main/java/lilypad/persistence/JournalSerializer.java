package lilypad.persistence;

import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.journal.JournalEvent;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Pekko's serializer for our facts: their stored form is the protocol's ({@link JournalCodec}), so
 * that an auditor reads a journal without Pekko. Bound to {@link JournalEvent} in {@code
 * reference.conf}.
 *
 * <p>A manifest that this build does not know ends the recovery with {@link
 * lilypad.protocol.journal.UnknownManifest}, which names it.
 */
public final class JournalSerializer extends SerializerWithStringManifest {

  /** Stored with every event: never changes, and no other serializer may have it. */
  public static final int IDENTIFIER = 722_001;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object event) {
    return JournalCodec.manifest(fact(event));
  }

  @Override
  public byte[] toBinary(Object event) {
    return JournalCodec.encode(fact(event));
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    return JournalCodec.decode(manifest, bytes);
  }

  private static JournalEvent fact(Object event) {
    if (event instanceof JournalEvent fact) {
      return fact;
    }
    throw new IllegalArgumentException(
        "expected a " + JournalEvent.class.getName() + ", got a " + event.getClass().getName());
  }
}
