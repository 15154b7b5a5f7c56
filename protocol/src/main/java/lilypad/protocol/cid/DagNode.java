package lilypad.protocol.cid;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;

/**
 * A dag-pb node that holds a UnixFS message.
 *
 * @param kind what it stands for
 * @param links its children in order
 * @param data file content that stands in the node itself; empty for a directory
 * @param fileSize content bytes below and in it; 0 for a directory
 * @param blockSizes content bytes below each link; empty for a directory
 * @see <a href="https://ipld.io/specs/codecs/dag-pb/spec/">dag-pb</a>
 * @see <a href="https://specs.ipfs.tech/unixfs/">UnixFS</a>
 */
public record DagNode(
    Kind kind, List<Link> links, Bytes data, long fileSize, List<Long> blockSizes) {

  /** What a node stands for. */
  public enum Kind {
    /** Names and their nodes. */
    DIRECTORY,
    /** A file, or part of one. */
    FILE
  }

  /**
   * A child.
   *
   * @param cid its id
   * @param name its name in a directory; empty in a file
   * @param treeSize serialised size of all blocks below, as the maker says: unchecked
   */
  public record Link(Cid cid, String name, long treeSize) {}

  /** The largest block that is read: 2 MiB, what block exchange between IPFS nodes allows. */
  public static final int MAX_BLOCK = 2 << 20;

  private static final int UNIXFS_RAW = 0;
  private static final int UNIXFS_DIRECTORY = 1;
  private static final int UNIXFS_FILE = 2;

  public DagNode {
    links = List.copyOf(links);
    blockSizes = List.copyOf(blockSizes);
  }

  /**
   * Checks that {@code block} hashes to {@code cid} and reads it.
   *
   * @throws MalformedBlock if it does not, or is no UnixFS file or directory
   */
  public static DagNode read(Cid cid, Bytes block) {
    if (block.size() > MAX_BLOCK) {
      throw new MalformedBlock(
          cid, "a block of at most " + MAX_BLOCK + " bytes", block.size() + " bytes");
    }
    byte[] bytes = block.toArray();
    Cid actual = Cid.ofBlock(bytes);
    if (!actual.equals(cid)) {
      throw new MalformedBlock(cid, "bytes of that hash", "bytes of " + actual);
    }
    List<Link> links = new ArrayList<>();
    byte[] message = new byte[0];
    boolean hasData = false;
    ProtoReader in = new ProtoReader(cid, bytes);
    while (in.hasMore()) {
      switch (in.field()) {
        case 2 -> links.add(link(cid, in.bytes()));
        case 1 -> {
          if (hasData) {
            throw new MalformedBlock(cid, "one data field", "two");
          }
          message = in.bytes();
          hasData = true;
        }
        default -> throw new MalformedBlock(cid, "fields 1 and 2 of dag-pb", "another");
      }
    }
    return unixFs(cid, links, message);
  }

  private static Link link(Cid cid, byte[] bytes) {
    ProtoReader in = new ProtoReader(cid, bytes);
    byte[] hash = new byte[0];
    String name = "";
    long treeSize = 0;
    while (in.hasMore()) {
      switch (in.field()) {
        case 1 -> hash = in.bytes();
        case 2 -> name = name(cid, in.bytes());
        case 3 -> treeSize = in.number();
        default -> throw new MalformedBlock(cid, "fields 1 to 3 of a link", "another");
      }
    }
    if (hash.length != 34 || hash[0] != 0x12 || hash[1] != 0x20) {
      throw new MalformedBlock(cid, "a link to a CIDv0", Bytes.of(hash).toString());
    }
    return new Link(new Cid(new Hash32(Bytes.of(hash).slice(2, hash.length))), name, treeSize);
  }

  private static String name(Cid cid, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedBlock(cid, "a name in UTF-8", Bytes.of(bytes).toString());
    }
  }

  private static DagNode unixFs(Cid cid, List<Link> links, byte[] message) {
    ProtoReader in = new ProtoReader(cid, message);
    long type = -1;
    byte[] data = new byte[0];
    long fileSize = -1;
    List<Long> blockSizes = new ArrayList<>();
    while (in.hasMore()) {
      switch (in.field()) {
        case 1 -> type = in.number();
        case 2 -> data = in.bytes();
        case 3 -> fileSize = in.number();
        case 4 -> blockSizes.add(in.number());
        default ->
            throw new MalformedBlock(
                cid, "fields 1 to 4 of UnixFS (no shards, no times)", "another");
      }
    }
    if (type == UNIXFS_DIRECTORY) {
      if (data.length > 0 || !blockSizes.isEmpty()) {
        throw new MalformedBlock(cid, "a directory without content", "one with content");
      }
      return new DagNode(Kind.DIRECTORY, links, Bytes.EMPTY, 0, List.of());
    }
    if (type == UNIXFS_FILE || (type == UNIXFS_RAW && links.isEmpty())) {
      if (blockSizes.size() != links.size()) {
        throw new MalformedBlock(
            cid, links.size() + " block sizes, one for each link", blockSizes.size() + "");
      }
      return new DagNode(Kind.FILE, links, Bytes.of(data), Math.max(fileSize, 0), blockSizes);
    }
    throw new MalformedBlock(cid, "a UnixFS file or directory (type 2 or 1)", "type " + type);
  }
}
