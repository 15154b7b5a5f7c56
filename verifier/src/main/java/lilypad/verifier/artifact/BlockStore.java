package lilypad.verifier.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.DagBlock;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.UnixFs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of blocks, one file each, named by content id. A block appears whole or not at all
 * (written beside, then renamed) and is checked whenever it is read: what does not match its id is
 * not there. When the quota is reached, the blocks that were longest unused go. Thread safe within
 * one process; one process per folder.
 */
public final class BlockStore {

  private static final Logger LOG = LoggerFactory.getLogger(BlockStore.class);
  private static final String UNFINISHED = ".part";

  private final Path folder;
  private final long quota;

  /** Size by id, least recently used first. Guarded by this. */
  private final LinkedHashMap<Cid, Integer> sizes = new LinkedHashMap<>(64, 0.75f, true);

  private long used;

  private BlockStore(Path folder, long quota) {
    this.folder = folder;
    this.quota = quota;
  }

  /**
   * Opens the store in {@code folder}, which is made when missing.
   *
   * @param quota bytes that all blocks together may have
   * @throws IOException if the folder cannot be made or read
   */
  public static BlockStore open(Path folder, long quota) throws IOException {
    Files.createDirectories(folder);
    BlockStore store = new BlockStore(folder, quota);
    store.index();
    return store;
  }

  private record Found(Cid cid, int size, long modified) {}

  private synchronized void index() throws IOException {
    List<Found> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder, 2)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(UNFINISHED)) {
          Files.delete(file);
        } else {
          identify(name).ifPresent(cid -> found.add(new Found(cid, length(file), modified(file))));
        }
      }
    }
    found.sort(Comparator.comparingLong(Found::modified).thenComparing(Found::cid));
    found.forEach(block -> count(block.cid(), block.size()));
    makeRoom();
  }

  private static Optional<Cid> identify(String name) {
    try {
      return Optional.of(Cid.parse(name));
    } catch (MalformedValue foreignFile) {
      return Optional.empty();
    }
  }

  private static int length(Path file) {
    try {
      return Math.toIntExact(Files.size(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The bytes of a block, if it is here and whole. A damaged one is removed.
   *
   * @throws UncheckedIOException if the disk fails
   */
  public synchronized Optional<Bytes> get(Cid cid) {
    if (sizes.get(cid) == null) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(file(cid));
      if (Cid.ofBlock(bytes).equals(cid)) {
        return Optional.of(Bytes.of(bytes));
      }
      LOG.warn("block {} was damaged on disk and is removed", cid);
      remove(cid);
      return Optional.empty();
    } catch (NoSuchFileException e) {
      LOG.warn("block {} was removed from outside", cid);
      forget(cid);
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading block " + cid, e);
    }
  }

  /**
   * Keeps a block.
   *
   * @throws MalformedValue if the bytes do not have this id
   * @throws UncheckedIOException if the disk fails
   */
  public synchronized void put(DagBlock block) {
    Cid actual = Cid.ofBlock(block.bytes().toArray());
    if (!actual.equals(block.cid())) {
      throw new MalformedValue("a block with the id " + block.cid(), actual.toString());
    }
    if (sizes.get(block.cid()) != null || block.bytes().size() > quota) {
      return;
    }
    Path file = file(block.cid());
    try {
      Files.createDirectories(file.getParent());
      Path unfinished = file.resolveSibling(block.cid() + UNFINISHED);
      Files.write(unfinished, block.bytes().toArray());
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("writing block " + block.cid(), e);
    }
    count(block.cid(), block.bytes().size());
    makeRoom();
  }

  /**
   * Keeps all blocks of a directory.
   *
   * @return the directory's id
   */
  public Cid putTree(FileTree tree) {
    return UnixFs.add(tree, this::put);
  }

  /** The bytes that all blocks together have. */
  public synchronized long usedBytes() {
    return used;
  }

  private Path file(Cid cid) {
    String name = cid.toString();
    return folder.resolve(name.substring(name.length() - 2)).resolve(name);
  }

  private void count(Cid cid, int size) {
    sizes.put(cid, size);
    used += size;
  }

  private void makeRoom() {
    List<Cid> gone = new ArrayList<>();
    long excess = used - quota;
    for (Iterator<Map.Entry<Cid, Integer>> oldest = sizes.entrySet().iterator();
        excess > 0 && oldest.hasNext(); ) {
      Map.Entry<Cid, Integer> block = oldest.next();
      gone.add(block.getKey());
      excess -= block.getValue();
    }
    for (Cid cid : gone) {
      try {
        remove(cid);
      } catch (IOException e) {
        throw new UncheckedIOException("removing block " + cid, e);
      }
    }
  }

  private void remove(Cid cid) throws IOException {
    Files.deleteIfExists(file(cid));
    forget(cid);
  }

  private void forget(Cid cid) {
    Integer size = sizes.remove(cid);
    used -= size == null ? 0 : size;
  }
}
