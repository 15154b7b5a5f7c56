package lilypad.protocol.cid;

import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import lilypad.protocol.Bytes;

/**
 * Reads files and directories back from blocks that a stranger serves. Every block is checked
 * against its id, and nothing is taken beyond the limits; what is wrong is a {@link DagFailure}.
 * One reader reads one DAG: the limits count over its life.
 */
public final class DagReader {

  private final Function<Cid, Optional<Bytes>> blocks;
  private final DagLimits limits;
  private final SortedMap<String, Bytes> files = new TreeMap<>();
  private final SortedSet<String> emptyDirectories = new TreeSet<>();
  private long bytesRead;
  private int entriesRead;
  private int blocksRead;

  private DagReader(Function<Cid, Optional<Bytes>> blocks, DagLimits limits) {
    this.blocks = blocks;
    this.limits = limits;
  }

  /**
   * Reads the directory {@code root} whole.
   *
   * @param blocks gives the bytes of a block, or nothing if it has none; not trusted
   * @throws DagFailure if a block is missing or malformed, or a limit is passed
   */
  public static FileTree directory(
      Cid root, Function<Cid, Optional<Bytes>> blocks, DagLimits limits) {
    DagReader reader = new DagReader(blocks, limits);
    DagNode node = reader.node(root, 1);
    if (node.kind() != DagNode.Kind.DIRECTORY) {
      throw new MalformedBlock(root, "a directory", "a file");
    }
    reader.walk(root, node, "", 1);
    return new FileTree(reader.files, reader.emptyDirectories);
  }

  /** Reads the file {@code root} whole; see {@link #directory}. */
  public static Bytes file(Cid root, Function<Cid, Optional<Bytes>> blocks, DagLimits limits) {
    DagReader reader = new DagReader(blocks, limits);
    return reader.content(root, reader.node(root, 1), 1);
  }

  private void walk(Cid cid, DagNode directory, String prefix, int depth) {
    Set<String> names = new HashSet<>();
    for (DagNode.Link link : directory.links()) {
      if (!FileTree.isName(link.name())) {
        throw new MalformedBlock(cid, "a plain name", "\"" + cut(link.name()) + "\"");
      }
      if (!names.add(link.name())) {
        throw new MalformedBlock(cid, "names that differ", "\"" + cut(link.name()) + "\" twice");
      }
      if (++entriesRead > limits.entries()) {
        throw new DagLimitExceeded("entries", limits.entries());
      }
      String path = prefix + link.name();
      DagNode child = node(link.cid(), depth + 1);
      switch (child.kind()) {
        case FILE -> files.put(path, content(link.cid(), child, depth + 1));
        case DIRECTORY -> {
          if (child.links().isEmpty()) {
            emptyDirectories.add(path);
          }
          walk(link.cid(), child, path + "/", depth + 1);
        }
      }
    }
  }

  private Bytes content(Cid cid, DagNode node, int depth) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    append(cid, node, depth, out);
    return Bytes.of(out.toByteArray());
  }

  private void append(Cid cid, DagNode node, int depth, ByteArrayOutputStream out) {
    if (node.kind() != DagNode.Kind.FILE) {
      throw new MalformedBlock(cid, "part of a file", "a directory");
    }
    int start = out.size();
    bytesRead += node.data().size();
    if (bytesRead > limits.totalBytes()) {
      throw new DagLimitExceeded("bytes of content", limits.totalBytes());
    }
    out.writeBytes(node.data().toArray());
    for (int i = 0; i < node.links().size(); i++) {
      Cid child = node.links().get(i).cid();
      int before = out.size();
      append(child, node(child, depth + 1), depth + 1, out);
      if (out.size() - before != node.blockSizes().get(i)) {
        throw new MalformedBlock(
            cid,
            node.blockSizes().get(i) + " bytes below link " + i,
            (out.size() - before) + " bytes");
      }
    }
    if (out.size() - start != node.fileSize()) {
      throw new MalformedBlock(
          cid, node.fileSize() + " bytes of content", (out.size() - start) + " bytes");
    }
  }

  private DagNode node(Cid cid, int depth) {
    if (depth > limits.depth()) {
      throw new DagLimitExceeded("levels", limits.depth());
    }
    if (++blocksRead > limits.blocks()) {
      throw new DagLimitExceeded("blocks", limits.blocks());
    }
    return DagNode.read(cid, blocks.apply(cid).orElseThrow(() -> new MissingBlock(cid)));
  }

  private static String cut(String name) {
    return name.length() <= 40 ? name : name.substring(0, 40) + "...";
  }
}
