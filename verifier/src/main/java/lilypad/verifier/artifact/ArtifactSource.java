package lilypad.verifier.artifact;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.DagFailure;
import lilypad.protocol.cid.DagLimits;
import lilypad.protocol.cid.DagReader;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.MissingBlock;
import lilypad.protocol.rules.AbstentionReason;

/**
 * Directories and files by content id: from the node's own store first, then from gateways. What
 * was fetched is kept in the store.
 */
public final class ArtifactSource {

  /** What all input files of a job together may have, in bytes. */
  private static final long MAX_INPUTS = DagLimits.RESULT.totalBytes();

  private final BlockStore store;
  private final BlockFetcher fetcher;
  private final List<URI> gateways;

  /**
   * @param gateways the node's own sources, asked before those that come with a job
   */
  public ArtifactSource(BlockStore store, BlockFetcher fetcher, List<URI> gateways) {
    this.store = store;
    this.fetcher = fetcher;
    this.gateways = List.copyOf(gateways);
  }

  /** The directory {@code root}; {@code more} are base URLs to ask besides the node's own. */
  public ArtifactFetch<FileTree> fetchTree(Cid root, List<URI> more, DagLimits limits)
      throws InterruptedException {
    return fetch(more, blocks -> DagReader.directory(root, blocks, limits));
  }

  /** The file {@code root}; see {@link #fetchTree}. */
  public ArtifactFetch<Bytes> fetchFile(Cid root, List<URI> more, DagLimits limits)
      throws InterruptedException {
    return fetch(more, blocks -> DagReader.file(root, blocks, limits));
  }

  /**
   * All that a job is made of: its module's folder and its input files, by path.
   *
   * @param more as for {@link #fetchTree}
   */
  public JobFiles fetchJob(Cid module, SortedMap<String, Cid> inputFiles, List<URI> more)
      throws InterruptedException {
    return switch (fetchTree(module, more, DagLimits.RESULT)) {
      case ArtifactFetch.Fetched<FileTree> folder -> withInputs(folder.content(), inputFiles, more);
      case ArtifactFetch.Unavailable<FileTree> missing ->
          new JobFiles.Absent(
              AbstentionReason.MODULE_UNAVAILABLE,
              "block " + missing.block() + ": " + missing.tried());
      case ArtifactFetch.Unreadable<FileTree> broken ->
          new JobFiles.Absent(AbstentionReason.MODULE_INVALID, broken.detail());
    };
  }

  private JobFiles withInputs(FileTree module, SortedMap<String, Cid> inputs, List<URI> more)
      throws InterruptedException {
    SortedMap<String, Bytes> files = new TreeMap<>();
    long bytes = 0;
    for (Map.Entry<String, Cid> input : inputs.entrySet()) {
      String path = input.getKey();
      switch (fetchFile(input.getValue(), more, DagLimits.RESULT)) {
        case ArtifactFetch.Fetched<Bytes> file -> {
          files.put(path, file.content());
          bytes += file.content().size();
        }
        case ArtifactFetch.Unavailable<Bytes> missing -> {
          return new JobFiles.Absent(
              AbstentionReason.INPUT_UNAVAILABLE,
              path + ", block " + missing.block() + ": " + missing.tried());
        }
        case ArtifactFetch.Unreadable<Bytes> broken -> {
          return new JobFiles.Absent(
              AbstentionReason.INPUT_UNAVAILABLE, path + ": " + broken.detail());
        }
      }
      if (bytes > MAX_INPUTS) {
        return new JobFiles.Absent(
            AbstentionReason.NODE_LIMIT,
            "expected input files of at most " + MAX_INPUTS + " bytes together, got more");
      }
    }
    return new JobFiles.Present(module, files);
  }

  private <T> ArtifactFetch<T> fetch(
      List<URI> more, Function<Function<Cid, Optional<Bytes>>, T> reader)
      throws InterruptedException {
    List<URI> all = new ArrayList<>(gateways);
    more.stream().filter(gateway -> !all.contains(gateway)).forEach(all::add);
    List<String> tried = new ArrayList<>();
    try {
      return new ArtifactFetch.Fetched<>(reader.apply(cid -> block(cid, all, tried)));
    } catch (MissingBlock e) {
      return new ArtifactFetch.Unavailable<>(e.cid(), List.copyOf(tried));
    } catch (DagFailure e) {
      return new ArtifactFetch.Unreadable<>(String.valueOf(e.getMessage()));
    } catch (Interrupted e) {
      InterruptedException interrupted = new InterruptedException("while fetching");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private Optional<Bytes> block(Cid cid, List<URI> from, List<String> tried) {
    Optional<Bytes> own = store.get(cid);
    if (own.isPresent()) {
      return own;
    }
    try {
      return switch (fetcher.fetch(cid, from)) {
        case BlockFetcher.Fetch.Found found -> {
          store.put(found.block());
          yield Optional.of(found.block().bytes());
        }
        case BlockFetcher.Fetch.Missing missing -> {
          tried.addAll(missing.tried());
          yield Optional.empty();
        }
      };
    } catch (InterruptedException e) {
      throw new Interrupted(e);
    }
  }

  /** Carries an interruption through the reader. */
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Interrupted(InterruptedException cause) {
      super(cause);
    }
  }
}
