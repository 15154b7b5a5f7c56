package lilypad.persistence.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import lilypad.persistence.embedded.stored.Body;
import lilypad.persistence.embedded.stored.StoredEvent;

/**
 * Reads the bytes of a {@code StoredEvent} as almost all are: each field once, in the order of
 * their numbers, in ASCII, without tags, metadata or an adapter's manifest. Of any other it says
 * so, and protobuf's own reader is to be asked, which also says what is wrong with one that is
 * none. Most of the time of a replay went into making the same texts again and again: here the last
 * ones are kept. For one thread.
 */
public final class StoredEventReader {

  private static final int VARINT = 0;
  private static final int BLOCK = 2;
  private static final int MOST_MANIFESTS = 256;

  private byte[] row = new byte[0];
  private int at;
  private int end;
  private boolean plain;
  private String persistenceId = "";
  private String writerUuid = "";
  private String manifest = "";
  private long sequenceNr;
  private long timestampMillis;
  private int serializerId;
  private int dataFrom;
  private int dataTo;

  /** Each manifest's text, by its bytes read as a number: there are some dozens of them. */
  private final Map<Integer, String> manifests = new HashMap<>();

  /** Whether it is one of those; only then the other methods tell something. */
  public boolean read(byte[] stored) {
    row = stored;
    at = 0;
    end = stored.length;
    plain = true;
    sequenceNr = 0;
    timestampMillis = 0;
    serializerId = 0;
    dataFrom = 0;
    dataTo = 0;
    int last = 0;
    boolean body = false;
    boolean owner = false;
    boolean writer = false;
    while (plain && at < end) {
      int tag = (int) varint();
      plain &= tag >>> 3 > last;
      last = tag >>> 3;
      switch (tag) {
        case StoredEvent.PERSISTENCE_ID_FIELD_NUMBER << 3 | BLOCK -> {
          persistenceId = text(persistenceId);
          owner = true;
        }
        case StoredEvent.SEQUENCE_NR_FIELD_NUMBER << 3 | VARINT -> sequenceNr = varint();
        case StoredEvent.WRITER_UUID_FIELD_NUMBER << 3 | BLOCK -> {
          writerUuid = text(writerUuid);
          writer = true;
        }
        case StoredEvent.TIMESTAMP_MILLIS_FIELD_NUMBER << 3 | VARINT -> timestampMillis = varint();
        case StoredEvent.PAYLOAD_FIELD_NUMBER << 3 | BLOCK -> {
          body();
          body = true;
        }
        default -> plain = false;
      }
    }
    return plain && body && owner && writer;
  }

  private void body() {
    int length = length();
    int whole = end;
    end = at + length;
    int last = 0;
    boolean named = false;
    while (plain && at < end) {
      int tag = (int) varint();
      plain &= tag >>> 3 > last;
      last = tag >>> 3;
      switch (tag) {
        case Body.SERIALIZER_ID_FIELD_NUMBER << 3 | VARINT -> serializerId = (int) varint();
        case Body.MANIFEST_FIELD_NUMBER << 3 | BLOCK -> {
          name();
          named = true;
        }
        case Body.DATA_FIELD_NUMBER << 3 | BLOCK -> {
          int size = length();
          dataFrom = at;
          at += size;
          dataTo = at;
        }
        default -> plain = false;
      }
    }
    plain &= named;
    end = whole;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        break;
      }
      byte next = row[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    plain = false;
    return 0;
  }

  /** Of a block that is all there. */
  private int length() {
    long length = varint();
    if (length < 0 || length > end - at) {
      plain = false;
      return 0;
    }
    return (int) length;
  }

  /** The text that comes; the same object as {@code before} if it is the same text. */
  private String text(String before) {
    int length = length();
    int from = at;
    at += length;
    if (length == before.length() && same(before, from)) {
      return before;
    }
    plain &= isAscii(from, at);
    return new String(row, from, length, StandardCharsets.ISO_8859_1);
  }

  private void name() {
    int length = length();
    int from = at;
    at += length;
    int key = hash(from, at);
    String known = manifests.get(key);
    if (known != null && known.length() == length && same(known, from)) {
      manifest = known;
      return;
    }
    plain &= isAscii(from, at);
    manifest = new String(row, from, length, StandardCharsets.ISO_8859_1);
    if (plain && manifests.size() < MOST_MANIFESTS) {
      manifests.put(key, manifest);
    }
  }

  private int hash(int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + row[i];
    }
    return hash;
  }

  private boolean same(String text, int from) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != row[from + i]) {
        return false;
      }
    }
    return true;
  }

  private boolean isAscii(int from, int to) {
    for (int i = from; i < to; i++) {
      if (row[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whose event. */
  public String persistenceId() {
    return persistenceId;
  }

  /** Its number there. */
  public long sequenceNr() {
    return sequenceNr;
  }

  /** The incarnation that wrote it. */
  public String writerUuid() {
    return writerUuid;
  }

  /** Milliseconds since 1970-01-01. */
  public long timestampMillis() {
    return timestampMillis;
  }

  /** Whose bytes the data are. */
  public int serializerId() {
    return serializerId;
  }

  /** What the serializer calls them. */
  public String manifest() {
    return manifest;
  }

  /** A copy of the payload's bytes. */
  public byte[] data() {
    return Arrays.copyOfRange(row, dataFrom, dataTo);
  }
}
