package lilypad.chain.send;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
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
import lilypad.protocol.settle.FinalityLevel;

/**
 * Who used a nonce, told by the block in which it was used. Nodes forget receipts (Geth indexes
 * them for a year) and may hide them; the block's own list of transactions and its receipts stay.
 */
final class UsedNonce {

  /** So many heights in a row may be without a block. */
  private static final int MOST_EMPTY = 100;

  private final EvmChain chain;

  UsedNonce(EvmChain chain) {
    this.chain = chain;
  }

  /**
   * Looks whether a nonce that is used was used by one of these.
   *
   * @param hashes signed with that nonce
   * @param top a final height at which it is used
   * @return where it was mined; that none of them was if the block lists none, or if the node
   *     cannot tell of so old a block; that it is withheld if the node tells what the account had
   *     done after the block and not what is in it
   * @throws RpcMalformed if the block lists one and what became of it cannot be proved
   */
  Progress by(List<Hash32> hashes, Address from, long nonce, long top) {
    Progress none = new Progress.Displaced(FinalityLevel.FINALIZED);
    Optional<BlockEvidence> evidence = chain.evidence();
    if (evidence.isEmpty()) {
      return none;
    }
    long height;
    HeaderAnswer answer;
    try {
      height = usedAt(from, nonce, top);
      answer = evidence.get().headers(height, height).getFirst();
    } catch (RpcRefused e) {
      // It has no state any more that is so old.
      return none;
    }
    return switch (answer) {
      case HeaderAnswer.Absent absent ->
          isNullRound(height, top) ? none : new Progress.Withheld(height);
      case HeaderAnswer.Incomplete incomplete -> none;
      case HeaderAnswer.Found found -> {
        Optional<Hash32> ours = found.transactions().stream().filter(hashes::contains).findFirst();
        if (ours.isPresent()) {
          yield new Progress.Mined(
              inclusion(evidence.get(), found, ours.get()), FinalityLevel.FINALIZED);
        }
        yield listsLess(evidence.get(), found) ? new Progress.Withheld(height) : none;
      }
    };
  }

  /** Whether there is no block at a height, as the next one above tells by its parent. */
  private boolean isNullRound(long height, long top) {
    return LongStream.rangeClosed(height + 1, Math.min(top, height + MOST_EMPTY))
        .mapToObj(chain::block)
        .flatMap(Optional::stream)
        .findFirst()
        .flatMap(next -> chain.block(next.parentHash()))
        .filter(parent -> parent.number() < height)
        .isPresent();
  }

  /** Whether the block has more receipts, by its own hash, than it is said to have transactions. */
  private static boolean listsLess(BlockEvidence evidence, HeaderAnswer.Found found) {
    return found.header().block().hash().equals(found.claimed())
        && evidence.receipts(found) instanceof ReceiptsAnswer.Found receipts
        && ConsensusReceipt.root(receipts.consensus()).equals(found.header().receiptsRoot())
        && receipts.receipts().size() > found.transactions().size();
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
