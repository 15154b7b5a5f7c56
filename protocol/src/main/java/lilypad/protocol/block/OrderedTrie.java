package lilypad.protocol.block;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;

/**
 * The root of the Merkle Patricia trie that holds an ordered list (Yellow Paper, appendix D): the
 * key of a value is the RLP of its index. A header commits to receipts and transactions so.
 */
public final class OrderedTrie {

  /** The root of an empty list. */
  public static final Hash32 EMPTY_ROOT = Keccak.hash(Rlp.string(new byte[0]));

  private static final int HASH_FROM = 32;

  /** A value under the half bytes of its key. */
  private record Leaf(Bytes nibbles, Bytes value) {}

  private OrderedTrie() {}

  /** The root over {@code values} in their order. */
  public static Hash32 root(List<Bytes> values) {
    if (values.isEmpty()) {
      return EMPTY_ROOT;
    }
    List<Leaf> leaves = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      leaves.add(new Leaf(nibbles(Rlp.number(BigInteger.valueOf(i))), values.get(i)));
    }
    leaves.sort(Comparator.comparing(Leaf::nibbles));
    return Keccak.hash(node(leaves, 0));
  }

  private static Bytes nibbles(byte[] key) {
    byte[] nibbles = new byte[2 * key.length];
    for (int i = 0; i < key.length; i++) {
      nibbles[2 * i] = (byte) ((key[i] >> 4) & 0xf);
      nibbles[2 * i + 1] = (byte) (key[i] & 0xf);
    }
    return Bytes.of(nibbles);
  }

  /** The node over leaves that share their first {@code depth} half bytes; none of them ends. */
  private static byte[] node(List<Leaf> leaves, int depth) {
    Bytes first = leaves.getFirst().nibbles();
    if (leaves.size() == 1) {
      return Rlp.list(
          List.of(
              path(first, depth, first.size(), true),
              Rlp.string(leaves.getFirst().value().toArray())));
    }
    Bytes last = leaves.getLast().nibbles();
    int shared = depth;
    while (first.get(shared) == last.get(shared)) {
      shared++;
    }
    if (shared > depth) {
      return Rlp.list(List.of(path(first, depth, shared, false), child(leaves, shared)));
    }
    List<byte[]> branch = new ArrayList<>(17);
    int from = 0;
    for (int nibble = 0; nibble < 16; nibble++) {
      int to = from;
      while (to < leaves.size() && leaves.get(to).nibbles().get(depth) == nibble) {
        to++;
      }
      branch.add(from == to ? Rlp.string(new byte[0]) : child(leaves.subList(from, to), depth + 1));
      from = to;
    }
    branch.add(Rlp.string(new byte[0]));
    return Rlp.list(branch);
  }

  /** A node as its parent holds it: itself if it is short, else its hash. */
  private static byte[] child(List<Leaf> leaves, int depth) {
    byte[] node = node(leaves, depth);
    return node.length < HASH_FROM ? node : Rlp.string(Keccak.hash(node).bytes().toArray());
  }

  /** Half bytes with the hex prefix that says whether a leaf follows and whether they are odd. */
  private static byte[] path(Bytes nibbles, int from, int to, boolean leaf) {
    int odd = (to - from) % 2;
    byte[] packed = new byte[1 + (to - from) / 2];
    packed[0] = (byte) ((leaf ? 0x20 : 0) | (odd == 1 ? 0x10 | nibbles.get(from) : 0));
    for (int i = 1; i < packed.length; i++) {
      int at = from + odd + 2 * (i - 1);
      packed[i] = (byte) ((nibbles.get(at) << 4) | nibbles.get(at + 1));
    }
    return Rlp.string(packed);
  }
}
