package lilypad.verifier.sandbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import lilypad.protocol.Hash32;
import lilypad.protocol.merkle.MerkleFrontier;
import lilypad.protocol.merkle.MerkleHash;

/**
 * What a guest asked of its host and when: a leaf of a Merkle tree (RFC 9162, section 2.1) for each
 * call that came back. Pointers, lengths and moments are those of the run itself: who only knows
 * its result cannot make it up, and two runs of one module with one runtime have the same, on
 * whatever machine, unless the module is given a real clock.
 *
 * <p>A leaf is the call's name in ASCII and a zero, its arguments in eight bytes each, the answered
 * errno in two, the logical clock's nanoseconds in eight and the memory's pages in four, big
 * endian.
 */
final class Transcript {

  private final MerkleFrontier calls = MerkleFrontier.empty();

  void add(String name, long[] arguments, Errno errno, long elapsed, int pages) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer leaf =
        ByteBuffer.allocate(
            text.length
                + 1
                + arguments.length * Long.BYTES
                + Short.BYTES
                + Long.BYTES
                + Integer.BYTES);
    leaf.put(text).put((byte) 0);
    for (long argument : arguments) {
      leaf.putLong(argument);
    }
    leaf.putShort((short) errno.code()).putLong(elapsed).putInt(pages);
    calls.append(MerkleHash.leaf(leaf.array()));
  }

  Hash32 root() {
    return calls.root();
  }
}
