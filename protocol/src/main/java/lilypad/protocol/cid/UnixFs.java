package lilypad.protocol.cid;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;

/**
 * Makes the DAG that {@code ipfs add -r} makes with kubo's default settings: CIDv0, chunks of 256
 * KiB, balanced layout of 174 links a node, leaves as dag-pb nodes of type file, no modes or times.
 * Blocks are handed out children first; the same block may come more than once. Memory: one chunk
 * and at most 174 links a level.
 *
 * @see <a href="https://specs.ipfs.tech/unixfs/">UnixFS</a>
 */
public final class UnixFs {

  /** The most bytes of content in a leaf. */
  public static final int CHUNK = 256 * 1024;

  /** The most children of a file's inner node. */
  public static final int MAX_LINKS = 174;

  /** Above this estimated size kubo shards a directory. */
  public static final long MAX_DIRECTORY = 256 * 1024;

  private static final int LINK_ESTIMATE = 34;
  private static final int TYPE_DIRECTORY = 1;
  private static final int TYPE_FILE = 2;

  /** A finished node: enough to link to it. */
  private record Made(Cid cid, long treeSize, long fileSize) {}

  private final Consumer<DagBlock> blocks;

  private UnixFs(Consumer<DagBlock> blocks) {
    this.blocks = blocks;
  }

  /**
   * Makes the DAG of {@code entry}.
   *
   * @return the root's id
   * @throws IOException if content cannot be read
   * @throws ShardingNeeded if a directory is too large for one block
   * @throws MalformedValue if a name cannot be one
   */
  public static Cid add(TreeEntry entry, Consumer<DagBlock> blocks) throws IOException {
    return new UnixFs(blocks).make(entry).cid();
  }

  /** Makes the DAG of a directory in memory; see {@link #add(TreeEntry, Consumer)}. */
  public static Cid add(FileTree tree, Consumer<DagBlock> blocks) {
    try {
      return add(TreeEntry.directory(tree), blocks);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** Makes the DAG of one file that is no directory's entry. */
  public static Cid file(InputStream content, Consumer<DagBlock> blocks) throws IOException {
    return new UnixFs(blocks).makeFile(content).cid();
  }

  /** The id of a directory, its blocks thrown away. */
  public static Cid cid(FileTree tree) {
    return add(tree, block -> {});
  }

  /**
   * A dag-pb node with {@code data} in it, without UnixFS around it and without links: what
   * Lilypad's ids of offers, deals and results are made from.
   */
  public static DagBlock bareNode(Bytes data) {
    return DagBlock.of(new ProtoWriter().bytes(1, data.toArray()).toArray());
  }

  private Made make(TreeEntry entry) throws IOException {
    return switch (entry) {
      case TreeEntry.File file -> {
        try (InputStream content = file.content().open()) {
          yield makeFile(content);
        }
      }
      case TreeEntry.Directory directory -> makeDirectory(directory);
    };
  }

  private Made makeDirectory(TreeEntry.Directory directory) throws IOException {
    Map<Bytes, TreeEntry> sorted = new TreeMap<>();
    long estimate = 0;
    for (Map.Entry<String, TreeEntry> entry : directory.entries().entrySet()) {
      if (!FileTree.isName(entry.getKey())) {
        throw new MalformedValue("the name of a file or directory", entry.getKey());
      }
      Bytes name = Bytes.of(entry.getKey().getBytes(StandardCharsets.UTF_8));
      estimate += name.size() + LINK_ESTIMATE;
      sorted.put(name, entry.getValue());
    }
    if (estimate > MAX_DIRECTORY) {
      throw new ShardingNeeded(estimate, MAX_DIRECTORY);
    }
    ProtoWriter node = new ProtoWriter();
    long below = 0;
    for (Map.Entry<Bytes, TreeEntry> entry : sorted.entrySet()) {
      Made child = make(entry.getValue());
      link(node, child, entry.getKey().toArray());
      below += child.treeSize();
    }
    return finish(node, new ProtoWriter().number(1, TYPE_DIRECTORY), below, 0);
  }

  private Made makeFile(InputStream content) throws IOException {
    List<List<Made>> levels = new ArrayList<>();
    byte[] chunk = new byte[CHUNK];
    int length = content.readNBytes(chunk, 0, CHUNK);
    do {
      put(levels, 0, leaf(chunk, length));
      length = content.readNBytes(chunk, 0, CHUNK);
    } while (length > 0);
    for (int level = 0; ; level++) {
      List<Made> nodes = levels.get(level);
      if (level == levels.size() - 1 && nodes.size() == 1) {
        return nodes.get(0);
      }
      put(levels, level + 1, inner(nodes));
    }
  }

  private void put(List<List<Made>> levels, int level, Made node) {
    if (level == levels.size()) {
      levels.add(new ArrayList<>());
    }
    List<Made> nodes = levels.get(level);
    if (nodes.size() == MAX_LINKS) {
      put(levels, level + 1, inner(nodes));
      nodes.clear();
    }
    nodes.add(node);
  }

  private Made leaf(byte[] chunk, int length) {
    ProtoWriter message = new ProtoWriter().number(1, TYPE_FILE);
    if (length > 0) {
      message.bytes(2, chunk, length);
    }
    return finish(new ProtoWriter(), message.number(3, length), 0, length);
  }

  private Made inner(List<Made> children) {
    ProtoWriter node = new ProtoWriter();
    long below = 0;
    long fileSize = 0;
    for (Made child : children) {
      link(node, child, new byte[0]);
      below += child.treeSize();
      fileSize += child.fileSize();
    }
    ProtoWriter message = new ProtoWriter().number(1, TYPE_FILE).number(3, fileSize);
    children.forEach(child -> message.number(4, child.fileSize()));
    return finish(node, message, below, fileSize);
  }

  private static void link(ProtoWriter node, Made child, byte[] name) {
    node.bytes(
        2,
        new ProtoWriter()
            .bytes(1, child.cid().multihash().toArray())
            .bytes(2, name)
            .number(3, child.treeSize())
            .toArray());
  }

  private Made finish(ProtoWriter node, ProtoWriter message, long below, long fileSize) {
    DagBlock block = DagBlock.of(node.bytes(1, message.toArray()).toArray());
    blocks.accept(block);
    return new Made(block.cid(), block.bytes().size() + below, fileSize);
  }
}
