package lilypad.chain.rpc;

import java.util.List;
import java.util.Set;
import lilypad.protocol.Hash32;
import lilypad.protocol.block.BlockHeader;

/** The answer to "what is this block's header?". */
public sealed interface HeaderAnswer {

  /**
   * A header.
   *
   * @param claimed the hash that the node gives for it, which need not be the header's
   * @param header its fields
   * @param transactions the hashes of the block's transactions, in order
   * @param others fields in the answer that are neither part of any hash known here nor known not
   *     to be
   */
  record Found(Hash32 claimed, BlockHeader header, List<Hash32> transactions, Set<String> others)
      implements HeaderAnswer {
    public Found {
      transactions = List.copyOf(transactions);
      others = Set.copyOf(others);
    }
  }

  /**
   * A block without all that its hash is made over.
   *
   * @param why what is missing or malformed
   */
  record Incomplete(String why) implements HeaderAnswer {}

  /** The node does not have the block. */
  record Absent() implements HeaderAnswer {}
}
