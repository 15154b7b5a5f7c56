package lilypad.deploy.bench;

import com.google.protobuf.UnsafeByteOperations;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lilypad.deploy.bench.DisputeHistory.Made;
import lilypad.persistence.JournalSerializer;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.JournalExport;
import lilypad.persistence.audit.LoggedEvent;
import lilypad.persistence.embedded.stored.Body;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.merkle.MerkleFrontier;
import lilypad.protocol.merkle.MerkleHash;
import lilypad.protocol.merkle.MerkleNodes;
import lilypad.protocol.sign.TreeHead;

/**
 * Generated facts as an exported file, with a signed head every ten thousand leaves: the leaves are
 * written down once to know the roots, and then exported as a journal's are.
 *
 * @param groups of facts that belong together
 * @param leaves in the file
 * @param bytes of them
 */
record GeneratedRecord(Path file, int groups, long leaves, long bytes) {

  private static final int HEAD_EVERY = 10_000;
  private static final int AT_ONCE = 64;
  private static final int BUFFER = 1 << 20;

  /** Makes one of at least so many leaves. */
  static GeneratedRecord make(Path file, long leaves) {
    return write(file, writing -> writing.all(leaves));
  }

  /** Makes one of these facts, in one group, decided by these settings. */
  static GeneratedRecord of(Path file, AuditEvent settings, Iterable<Made> facts) {
    return write(
        file,
        writing -> {
          writing.state(settings);
          for (Made made : facts) {
            writing.write(made, writing.numbers);
          }
          writing.head();
          return 1;
        });
  }

  /** Writes down facts and the heads over them, and says how many groups there are. */
  private interface Script {
    int writeTo(Writing writing) throws IOException;
  }

  private static GeneratedRecord write(Path file, Script script) {
    Path written = file.resolveSibling(file.getFileName() + ".leaves");
    try (Writing writing = new Writing(written)) {
      int groups = script.writeTo(writing);
      writing.out.flush();
      try (Written log = writing.log()) {
        JournalExport.of(log).whole(file, false, 0, (done, of) -> {});
      }
      return new GeneratedRecord(file, groups, writing.size(), writing.bytes);
    } catch (IOException e) {
      throw new BenchFault("expected room for a record at " + file, e);
    } finally {
      delete(written);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The leaves on their way into a file. */
  private static final class Writing implements AutoCloseable {

    private final Path file;
    private final DataOutputStream out;
    private final Map<String, Long> numbers = new HashMap<>();
    private final MerkleFrontier tree = MerkleFrontier.empty();
    private final List<AuditEvent> statements = new ArrayList<>();
    private long bytes;

    Writing(Path file) throws IOException {
      this.file = file;
      this.out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    }

    /** A {@link DisputeHistory}; returns how many groups there are. */
    int all(long leaves) throws IOException {
      DisputeHistory history = new DisputeHistory();
      state(history.settings());
      for (Made made : history.beginning()) {
        write(made.owner(), made.fact());
      }
      int groups = 0;
      while (tree.size() < leaves) {
        int from = groups;
        List<List<Made>> some =
            IntStream.range(from, from + AT_ONCE).parallel().mapToObj(history::group).toList();
        for (List<Made> group : some) {
          if (tree.size() < leaves) {
            // The deals of a group end with it: nobody asks for their numbers any more.
            Map<String, Long> deals = new HashMap<>();
            for (Made made : group) {
              write(made, deals);
            }
            groups++;
          }
        }
      }
      head();
      return groups;
    }

    private void write(Made made, Map<String, Long> deals) throws IOException {
      if (made.owner().startsWith("deal|")) {
        leaf(made.owner(), deals.merge(made.owner(), 1L, Long::sum), made.fact());
      } else {
        write(made.owner(), made.fact());
      }
      if (tree.size() % HEAD_EVERY == 0) {
        head();
      }
    }

    private void write(String owner, JournalEvent fact) throws IOException {
      leaf(owner, numbers.merge(owner, 1L, Long::sum), fact);
    }

    private void state(AuditEvent statement) throws IOException {
      statements.add(statement);
      write(AuditLog.STATEMENTS, statement);
    }

    private void head() throws IOException {
      TreeHead head = new TreeHead(tree.size(), tree.root(), 1_760_000_000 + tree.size());
      state(
          new AuditEvent.TreeHeadSigned(
              SignedTreeHead.sign(head, DisputeHistory.MEDIATOR, DisputeHistory.DOMAIN)));
    }

    private void leaf(String owner, long number, JournalEvent fact) throws IOException {
      byte[] stored =
          StoredEvent.newBuilder()
              .setPersistenceId(owner)
              .setSequenceNr(number)
              .setWriterUuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
              .setTimestampMillis(1_760_000_000_000L + tree.size())
              .setPayload(
                  Body.newBuilder()
                      .setSerializerId(JournalSerializer.IDENTIFIER)
                      .setManifest(JournalCodec.manifest(fact))
                      .setData(UnsafeByteOperations.unsafeWrap(JournalCodec.encode(fact))))
              .build()
              .toByteArray();
      Hash32 hash = MerkleHash.leaf(stored);
      out.writeInt(stored.length);
      out.write(hash.bytes().toArray());
      out.write(stored);
      tree.append(hash);
      bytes += stored.length;
    }

    /** Leaves up to the last head; the statement of that is behind it. */
    long size() {
      return tree.size() - 1;
    }

    Written log() throws IOException {
      AuditEvent.TreeHeadSigned last = (AuditEvent.TreeHeadSigned) statements.getLast();
      return new Written(
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER)),
          last.head(),
          List.copyOf(statements));
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** The leaves as they are read once more, from the first to the last. */
  private record Written(DataInputStream in, SignedTreeHead last, List<AuditEvent> all)
      implements AuditLog, AutoCloseable {

    @Override
    public long size() {
      return last.head().size();
    }

    @Override
    public MerkleNodes nodes() {
      return new MerkleNodes() {
        @Override
        public Hash32 node(int level, long index) {
          throw new IllegalStateException("expected to be asked for the root alone");
        }

        @Override
        public Hash32 root(long from, long to) {
          return last.head().root();
        }
      };
    }

    @Override
    public List<LoggedEvent> read(long from, int limit) {
      return Stream.iterate(from, index -> index + 1).limit(limit).map(this::next).toList();
    }

    private LoggedEvent next(long index) {
      try {
        byte[] stored = new byte[in.readInt()];
        byte[] hash = new byte[32];
        in.readFully(hash);
        in.readFully(stored);
        return new LoggedEvent(index, Hash32.of(hash), Bytes.of(stored));
      } catch (IOException e) {
        throw new BenchFault("expected the leaves that were written", e);
      }
    }

    @Override
    public Iterator<AuditEvent> statements() {
      return all.iterator();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
