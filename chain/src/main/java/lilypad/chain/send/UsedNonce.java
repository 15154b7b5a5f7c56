package lilypad.chain.send;

import java.util.List;
import java.util.Optional;
import lilypad.chain.rpc.BlockEvidence;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.HeaderAnswer;
import lilypad.chain.rpc.ReceiptsAnswer;
import lilypad.chain.rpc.RpcMalformed;
import lilypad.chain.rpc.RpcRefused;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Hash32;
import lilypad.protocol.block.ConsensusReceipt;

/**
 * Who used a nonce, told by the block in which it was used. Nodes forget receipts (Geth indexes
 * them for a year) and may hide them; the block's own list of transactions and its receipts stay.
 */
final class UsedNonce {

  private final EvmChain chain;

  UsedNonce(EvmChain chain) {
    this.chain = chain;
  }

  /**
   * Looks whether a nonce that is used was used by one of these.
   *
   * @param hashes signed with that nonce
   * @param top a final height at which it is used
   * @return where it was mined; empty if the block lists none of them, or if the node does not tell
   *     which block it is
   * @throws RpcMalformed if the block lists one and what became of it cannot be proved
   */
  Optional<Inclusion> by(List<Hash32> hashes, Address from, long nonce, long top) {
    Optional<BlockEvidence> evidence = chain.evidence();
    if (evidence.isEmpty()) {
      return Optional.empty();
    }
    HeaderAnswer answer;
    try {
      long height = usedAt(from, nonce, top);
      answer = evidence.get().headers(height, height).getFirst();
    } catch (RpcRefused e) {
      // It has no state any more that is so old.
      return Optional.empty();
    }
    return switch (answer) {
      case HeaderAnswer.Absent absent -> Optional.empty();
      case HeaderAnswer.Incomplete incomplete -> Optional.empty();
      case HeaderAnswer.Found found ->
          found.transactions().stream()
              .filter(hashes::contains)
              .findFirst()
              .map(ours -> inclusion(evidence.get(), found, ours));
    };
  }

  /** The height of the block that used it: from the top down in growing steps, then halving. */
  private long usedAt(Address from, long nonce, long top) {
    long used = top;
    long below = top - 1;
    for (long step = 2; below >= 0 && chain.nonce(from, below) > nonce; step *= 2) {
      used = below;
      below = Math.max(-1, top - step);
    }
    while (used - below > 1) {
      long middle = below + (used - below) / 2;
      if (chain.nonce(from, middle) > nonce) {
        used = middle;
      } else {
        below = middle;
      }
    }
    return used;
  }

  private Inclusion inclusion(BlockEvidence evidence, HeaderAnswer.Found found, Hash32 ours) {
    BlockRef block = found.header().block();
    if (block.hash().equals(found.claimed())
        && chain.block(block.number()).equals(Optional.of(block))
        && evidence.receipts(found) instanceof ReceiptsAnswer.Found receipts
        && ConsensusReceipt.root(receipts.consensus()).equals(found.header().receiptsRoot())) {
      for (ReceiptsAnswer.Mined mined : receipts.receipts()) {
        if (mined.transaction().equals(ours)) {
          return new Inclusion(
              ours,
              block.hash(),
              block.number(),
              mined.receipt().outcome().equals(ConsensusReceipt.SUCCEEDED));
        }
      }
    }
    throw new RpcMalformed(
        "the receipt of transaction " + ours + ", which block " + found.claimed() + " lists",
        "none that can be proved");
  }
}
