package lilypad.persistence.audit;

import com.github.luben.zstd.ZstdInputStream;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lilypad.persistence.audit.exported.ExportEnd;
import lilypad.persistence.audit.exported.ExportHeader;
import lilypad.persistence.audit.exported.ExportRecord;
import lilypad.persistence.audit.exported.ExportedHead;
import lilypad.persistence.audit.exported.ExportedLeaf;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.sign.SigningDomain;
import lilypad.protocol.sign.TreeHead;

/**
 * Reads an exported file from its beginning to its end, whatever stands in it: it may be a
 * stranger's. One record at a time is in memory.
 */
public final class ExportReader implements AutoCloseable {

  /** Bytes of the longest record: far above what a block with all its logs takes. */
  private static final int MOST_BYTES = 256 << 20;

  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final InputStream stream;
  private final CodedInputStream in;
  private final ExportScope scope;
  private long records;
  private boolean ended;

  private ExportReader(Path file, InputStream stream) {
    this.file = file;
    this.stream = stream;
    this.in = CodedInputStream.newInstance(stream, BUFFER);
    this.scope = scope(record());
  }

  /**
   * Opens a file.
   *
   * @throws ExportFault.Unusable if it is not there or cannot be read
   * @throws ExportFault.Malformed if it is no exported audit log
   * @throws ExportFault.UnknownFormat if a newer build wrote it
   */
  public static ExportReader open(Path file) {
    InputStream stream;
    try {
      stream = new ZstdInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
    } catch (IOException e) {
      throw new ExportFault.Unusable(file, e);
    }
    boolean opened = false;
    try {
      ExportReader reader = new ExportReader(file, stream);
      opened = true;
      return reader;
    } finally {
      if (!opened) {
        closed(file, stream);
      }
    }
  }

  /** What the file says of itself. */
  public ExportScope scope() {
    return scope;
  }

  /**
   * The next record; none after the last.
   *
   * @throws ExportFault.Malformed if what is there is none, or the file is cut off
   */
  public Optional<ExportItem> next() {
    if (ended) {
      return Optional.empty();
    }
    ExportRecord record = record();
    return switch (record.getRecordCase()) {
      case LEAF -> Optional.of(leaf(record.getLeaf()));
      case HEAD -> Optional.of(head(record.getHead()));
      case END -> Optional.of(end(record.getEnd()));
      case HEADER -> throw malformed("one header, at the beginning", "another");
      case RECORD_NOT_SET -> throw malformed("a record of format 1", "something else");
    };
  }

  private ExportRecord record() {
    try {
      if (in.isAtEnd()) {
        throw malformed("a record that ends the file", "the file's end: it is cut off");
      }
      in.resetSizeCounter();
      int length = in.readRawVarint32();
      if (length < 0 || length > MOST_BYTES) {
        throw malformed("a record of at most " + MOST_BYTES + " bytes", length + " bytes");
      }
      int outer = in.pushLimit(length);
      ExportRecord record = ExportRecord.parseFrom(in);
      in.popLimit(outer);
      records++;
      return record;
    } catch (InvalidProtocolBufferException e) {
      throw malformed("a whole record", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw malformed("compressed bytes as they were written", String.valueOf(e.getMessage()));
    }
  }

  private ExportScope scope(ExportRecord record) {
    if (!record.hasHeader()) {
      throw malformed("the header of an exported audit log", record.getRecordCase().name());
    }
    ExportHeader header = record.getHeader();
    if (header.getFormat() != ExportScope.FORMAT) {
      throw new ExportFault.UnknownFormat(file, ExportScope.FORMAT, header.getFormat());
    }
    try {
      return new ExportScope(
          new SigningDomain(header.getChainId(), new Address(bytes(header.getStorage()))),
          new Address(bytes(header.getSigner())),
          header.getDeal().isEmpty()
              ? Optional.empty()
              : Optional.of(new DealKey(hash(header.getDeal()))),
          header.getExportedAt());
    } catch (IllegalArgumentException e) {
      throw malformed("a header's values", String.valueOf(e.getMessage()));
    }
  }

  private ExportItem leaf(ExportedLeaf leaf) {
    try {
      List<Hash32> path = leaf.getPathList().stream().map(ExportReader::hash).toList();
      return new ExportItem.Leaf(
          new LoggedEvent(leaf.getIndex(), hash(leaf.getHash()), bytes(leaf.getStored())), path);
    } catch (IllegalArgumentException e) {
      throw malformed("a leaf's values", String.valueOf(e.getMessage()));
    }
  }

  private ExportItem head(ExportedHead head) {
    try {
      return new ExportItem.Head(
          new SignedTreeHead(
              new TreeHead(head.getSize(), hash(head.getRoot()), head.getTimestamp()),
              bytes(head.getSignature())));
    } catch (IllegalArgumentException e) {
      throw malformed("a head's values", String.valueOf(e.getMessage()));
    }
  }

  private ExportItem end(ExportEnd end) {
    try {
      if (!in.isAtEnd()) {
        throw malformed("nothing after the end", "more");
      }
      ended = true;
      return new ExportItem.End(end.getLeaves(), end.getSize(), hash(end.getRoot()));
    } catch (IllegalArgumentException e) {
      throw malformed("an end's values", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw malformed("nothing after the end", String.valueOf(e.getMessage()));
    }
  }

  private ExportFault.Malformed malformed(String expected, String actual) {
    return new ExportFault.Malformed(file, records, expected, actual);
  }

  private static Bytes bytes(ByteString bytes) {
    return Bytes.of(bytes.toByteArray());
  }

  private static Hash32 hash(ByteString bytes) {
    return Hash32.of(bytes.toByteArray());
  }

  @Override
  public void close() {
    closed(file, stream);
  }

  private static void closed(Path file, InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw new ExportFault.Unusable(file, e);
    }
  }
}
