package lilypad.verifier.node;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.SignedAbstention;
import lilypad.protocol.node.SignedCommitment;
import lilypad.protocol.node.SignedReveal;
import lilypad.protocol.wire.node.StoredAnswer;
import lilypad.protocol.wire.node.StoredCommitment;

/**
 * The answers that this node has given, one file each in a folder of its own: written, flushed to
 * the disk and renamed before the answer is sent, so that a node that was killed repeats what it
 * said and never says anything else. A file holds the SHA-256 of what follows, then a {@code
 * StoredAnswer}.
 *
 * <p>A file that cannot be read is evidence of an answer that is not known any more: its round is
 * never answered again.
 */
final class StoredAnswers {

  private static final int DIGEST = 32;
  private static final String SUFFIX = ".answer";
  private static final String UNFINISHED = ".writing";
  private static final Pattern NAME =
      Pattern.compile("([0-9a-f]{64})-(0|[1-9][0-9]{0,8})\\.answer");

  private final Path folder;

  private StoredAnswers(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens the folder, makes it if it is missing, and removes answers that were last written before
   * {@code before} and files whose writing never finished.
   */
  static StoredAnswers open(Path folder, Instant before) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        boolean old =
            name.endsWith(SUFFIX) && Files.getLastModifiedTime(file).toInstant().isBefore(before);
        if (old || name.endsWith(UNFINISHED)) {
          Files.delete(file);
        }
      }
    }
    return new StoredAnswers(folder);
  }

  /** Every answer that is kept; empty for one that cannot be read. */
  SortedMap<AssignmentRound, Optional<GivenAnswer>> all() throws IOException {
    SortedMap<AssignmentRound, Optional<GivenAnswer>> answers = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          AssignmentRound key =
              new AssignmentRound(Hash32.fromHex(name.group(1)), Integer.parseInt(name.group(2)));
          answers.put(key, read(file, key));
        }
      }
    }
    return answers;
  }

  /** The file that holds a round's answer. */
  Path file(AssignmentRound key) {
    return folder.resolve(key.assignment().bytes().digits() + "-" + key.round() + SUFFIX);
  }

  /**
   * Keeps a new answer; it is on the disk when this returns.
   *
   * @throws FileAlreadyExistsException if the round was answered before
   */
  void add(GivenAnswer answer) throws IOException {
    Path file = file(answer.key());
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    write(answer, file);
  }

  /** Notes that an answer is over. */
  void replace(GivenAnswer answer) throws IOException {
    write(answer, file(answer.key()));
  }

  private void write(GivenAnswer answer, Path file) throws IOException {
    byte[] body = toStored(answer).toByteArray();
    Path writing = file.resolveSibling(file.getFileName() + UNFINISHED);
    Files.deleteIfExists(writing);
    Files.createFile(
        writing,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel channel = FileChannel.open(writing, StandardOpenOption.WRITE)) {
      writeAll(channel, ByteBuffer.wrap(sha256(body)));
      writeAll(channel, ByteBuffer.wrap(body));
      channel.force(true);
    }
    Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static Optional<GivenAnswer> read(Path file, AssignmentRound key) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length < DIGEST) {
      return Optional.empty();
    }
    byte[] body = Arrays.copyOfRange(bytes, DIGEST, bytes.length);
    if (!Arrays.equals(sha256(body), Arrays.copyOf(bytes, DIGEST))) {
      return Optional.empty();
    }
    try {
      return fromStored(StoredAnswer.parseFrom(body)).filter(answer -> answer.key().equals(key));
    } catch (InvalidProtocolBufferException | MalformedValue e) {
      return Optional.empty();
    }
  }

  private static StoredAnswer toStored(GivenAnswer answer) {
    StoredAnswer.Builder stored = StoredAnswer.newBuilder().setOver(answer.over());
    return switch (answer) {
      case GivenAnswer.Committed committed ->
          stored
              .setCommitted(
                  StoredCommitment.newBuilder()
                      .setCommitment(committed.commitment().toWire())
                      .setReveal(committed.reveal().toWire()))
              .build();
      case GivenAnswer.Abstained abstained ->
          stored.setAbstained(abstained.abstention().toWire()).build();
    };
  }

  private static Optional<GivenAnswer> fromStored(StoredAnswer stored) {
    return switch (stored.getAnswerCase()) {
      case COMMITTED ->
          Optional.of(
              new GivenAnswer.Committed(
                  SignedCommitment.fromWire(stored.getCommitted().getCommitment()),
                  SignedReveal.fromWire(stored.getCommitted().getReveal()),
                  stored.getOver()));
      case ABSTAINED ->
          Optional.of(
              new GivenAnswer.Abstained(
                  SignedAbstention.fromWire(stored.getAbstained()), stored.getOver()));
      case ANSWER_NOT_SET -> Optional.empty();
    };
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
