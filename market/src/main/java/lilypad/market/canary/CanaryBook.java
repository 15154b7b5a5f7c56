package lilypad.market.canary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.DealId;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.Wei;
import lilypad.protocol.cid.Cid;

/**
 * The canaries that are open and those of the last day, in a file that is replaced as a whole with
 * each change. It tells which deals are canaries, so it is for its owner's eyes only. One process
 * at a time.
 */
final class CanaryBook implements AutoCloseable {

  private static final String FILE = "canaries.json";
  private static final int VERSION = 2;

  /** Targeted offers only: each machine was ours, and no result was kept. */
  private static final int FIRST_VERSION = 1;

  private static final String SETTING = "lilypad.canaries.data-folder";

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;
  private final Map<String, Canary> canaries = new LinkedHashMap<>();
  private final ObjectMapper json = new ObjectMapper();

  private CanaryBook(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Opens the folder's book; makes folder and book if missing.
   *
   * @throws CannotGoOn if another process has it, or it cannot be read
   */
  static CanaryBook open(Path folder) {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      CanaryBook book = new CanaryBook(folder, channel, locked(folder, channel));
      try {
        book.read();
        return book;
      } catch (IOException | CannotGoOn e) {
        book.close();
        throw e;
      }
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static FileLock locked(Path folder, FileChannel channel) throws IOException {
    Optional<FileLock> lock;
    try {
      lock = Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      lock = Optional.empty();
    }
    if (lock.isEmpty()) {
      channel.close();
      throw new CannotGoOn(
          "Another process brings canaries from " + folder,
          "Stop that one first, or set " + SETTING + " to another folder, with other accounts");
    }
    return lock.get();
  }

  private static CannotGoOn unusable(Path folder, Exception e) {
    return new CannotGoOn(
        "The canaries in "
            + folder.resolve(FILE)
            + " cannot be read or written ("
            + e.getMessage()
            + ")",
        "See that this user can write there and the disk has room; restore the file if it is"
            + " damaged",
        e);
  }

  /** All that are open, and those that still count against the day's amount. */
  Collection<Canary> all() {
    return List.copyOf(canaries.values());
  }

  /** Those for which something is to be done. */
  List<Canary> open() {
    return canaries.values().stream().filter(canary -> !canary.over()).toList();
  }

  /**
   * Writes one down, in place of an earlier state of it, and forgets those that count no more.
   *
   * @param now in seconds since 1970
   * @throws CannotGoOn if it cannot be written
   */
  void put(Canary canary, long now) {
    canaries.put(canary.offer(), canary);
    canaries.values().removeIf(one -> !DaysAmount.counts(one, now));
    write();
  }

  /** Forgets one of which nothing came. */
  void drop(Canary canary) {
    canaries.remove(canary.offer());
    write();
  }

  private void read() throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return;
    }
    try {
      JsonNode root = json.readTree(Files.readAllBytes(file));
      int version = root.path("version").asInt();
      if (version < FIRST_VERSION || version > VERSION || !root.path("canaries").isArray()) {
        throw new IOException(
            "expected version "
                + FIRST_VERSION
                + " to "
                + VERSION
                + ", got "
                + root.path("version"));
      }
      for (JsonNode one : root.path("canaries")) {
        Canary canary = (version == FIRST_VERSION ? readFirst(one) : read(one)).resumed();
        canaries.put(canary.offer(), canary);
      }
    } catch (JsonProcessingException | MalformedValue | NumberFormatException e) {
      throw unusable(folder, e);
    }
  }

  private static Canary read(JsonNode one) {
    return read(
        one,
        Cid.parse(text(one, "result")),
        machine(text(one, "machine")),
        new Canary.Timing(
            one.path("begun").asLong(),
            one.path("machineAt").asLong(),
            one.path("run").asLong(),
            one.path("judged").asInt()));
  }

  private static Canary readFirst(JsonNode one) {
    long begun = one.path("begun").asLong();
    return read(
        one,
        Cid.parse(text(one, "claim")),
        Canary.Machine.OFFERED,
        new Canary.Timing(begun, begun, 0, one.path("judged").asInt()));
  }

  private static Canary.Machine machine(String name) {
    return Arrays.stream(Canary.Machine.values())
        .filter(machine -> machine.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new MalformedValue("one of " + Arrays.toString(Canary.Machine.values()), name));
  }

  private static Canary read(
      JsonNode one, Cid result, Canary.Machine machine, Canary.Timing timing) {
    return new Canary(
        text(one, "offer"),
        Optional.of(one.path("deal").asText()).filter(id -> !id.isEmpty()).map(DealId::new),
        text(one, "job"),
        result,
        Address.fromHex(text(one, "creator")),
        Address.fromHex(text(one, "provider")),
        machine,
        Cid.parse(text(one, "claim")),
        one.path("right").asBoolean(),
        timing,
        new Canary.Spending(wei(one, "reserved"), wei(one, "spent")),
        wei(one, "tokens"),
        one.path("over").asBoolean());
  }

  private static String text(JsonNode one, String key) {
    String text = one.path(key).asText();
    if (text.isEmpty()) {
      throw new MalformedValue("a text as " + key, one.path(key).toString());
    }
    return text;
  }

  private static Wei wei(JsonNode one, String key) {
    return new Wei(new BigInteger(text(one, key)));
  }

  private void write() {
    ObjectNode root = json.createObjectNode();
    root.put("version", VERSION);
    ArrayNode all = root.putArray("canaries");
    canaries
        .values()
        .forEach(
            canary ->
                all.addObject()
                    .put("offer", canary.offer())
                    .put("deal", canary.deal().map(DealId::text).orElse(""))
                    .put("job", canary.job())
                    .put("result", canary.result().toString())
                    .put("creator", canary.creator().checksummed())
                    .put("provider", canary.provider().checksummed())
                    .put("machine", canary.machine().name())
                    .put("claim", canary.claim().toString())
                    .put("right", canary.right())
                    .put("begun", canary.timing().begun())
                    .put("machineAt", canary.timing().machine())
                    .put("run", canary.timing().run())
                    .put("judged", canary.timing().judged())
                    .put("reserved", canary.coins().reserved().toString())
                    .put("spent", canary.coins().spent().toString())
                    .put("tokens", canary.tokens().toString())
                    .put("over", canary.over()));
    Path writing = folder.resolve(FILE + ".writing");
    try {
      Files.deleteIfExists(writing);
      try (FileChannel file =
          FileChannel.open(
              writing,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        ByteBuffer bytes = ByteBuffer.wrap(json.writeValueAsBytes(root));
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        file.force(true);
      }
      Files.move(writing, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }
}
