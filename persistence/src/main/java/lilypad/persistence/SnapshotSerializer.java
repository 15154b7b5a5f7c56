package lilypad.persistence;

import lilypad.protocol.journal.JournalSnapshot;
import lilypad.protocol.journal.SnapshotCodec;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Pekko's serializer for our snapshots, in the protocol's own form ({@link SnapshotCodec}). Bound
 * to {@link JournalSnapshot} in {@code reference.conf}.
 */
public final class SnapshotSerializer extends SerializerWithStringManifest {

  /** Stored with every snapshot: never changes, and no other serializer may have it. */
  public static final int IDENTIFIER = 722_002;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object snapshot) {
    return SnapshotCodec.manifest(known(snapshot));
  }

  @Override
  public byte[] toBinary(Object snapshot) {
    return SnapshotCodec.encode(known(snapshot));
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    return SnapshotCodec.decode(manifest, bytes);
  }

  private static JournalSnapshot known(Object snapshot) {
    if (snapshot instanceof JournalSnapshot known) {
      return known;
    }
    throw new IllegalArgumentException(
        "expected a "
            + JournalSnapshot.class.getName()
            + ", got a "
            + snapshot.getClass().getName());
  }
}
