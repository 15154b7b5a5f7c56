package lilypad.chain.send;

import java.util.List;
import java.util.Optional;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Hash32;
import lilypad.protocol.settle.FinalityLevel;

/** Watches what was sent. Holds no state: the caller's journal has nonces, bytes and hashes. */
public final class TransactionSender {

  private final EvmChain chain;
  private final FinalityDepth depth;
  private final UsedNonce usedNonce;

  /**
   * @param depth where safety and finality lie on nodes without the tags
   */
  public TransactionSender(EvmChain chain, FinalityDepth depth) {
    this.chain = chain.session();
    this.depth = depth;
    this.usedNonce = new UsedNonce(this.chain);
  }

  /**
   * What has become of the transactions that {@code from} sent with {@code nonce}. A reorg can take
   * back any answer below {@link FinalityLevel#FINALIZED}: keep asking until the level that the
   * action needs.
   *
   * @param hashes all of them, replacements included
   */
  public Progress watch(Address from, long nonce, List<Hash32> hashes) {
    Heads heads = chain.heads();
    Optional<Progress> before = mined(hashes, heads);
    if (before.isPresent()) {
      return before.get();
    }
    long next = chain.nonce(from);
    if (next <= nonce) {
      return new Progress.NotMined(next);
    }
    // One of them may have been mined between the two questions.
    return mined(hashes, heads).orElseGet(() -> usedBySomebody(from, nonce, hashes, heads));
  }

  /** A receipt that is not found proves nothing: before it is final, the next look may find it. */
  private Progress usedBySomebody(Address from, long nonce, List<Hash32> hashes, Heads heads) {
    FinalityLevel reached = usedSince(from, nonce, heads);
    return reached == FinalityLevel.FINALIZED
        ? usedNonce.by(hashes, from, nonce, depth.finalizedHeight(heads))
        : new Progress.Displaced(reached);
  }

  private Optional<Progress> mined(List<Hash32> hashes, Heads heads) {
    for (Hash32 hash : hashes) {
      Optional<TransactionReceipt> receipt = chain.receipt(hash).filter(this::isCanonical);
      if (receipt.isPresent()) {
        FinalityLevel level = depth.level(receipt.get().blockNumber(), heads);
        return Optional.of(new Progress.Mined(Inclusion.of(receipt.get()), level));
      }
    }
    return Optional.empty();
  }

  private boolean isCanonical(TransactionReceipt receipt) {
    return chain
        .block(receipt.blockNumber())
        .map(BlockRef::hash)
        .filter(receipt.blockHash()::equals)
        .isPresent();
  }

  private FinalityLevel usedSince(Address from, long nonce, Heads heads) {
    if (usedAt(from, nonce, depth.finalizedHeight(heads))) {
      return FinalityLevel.FINALIZED;
    }
    return usedAt(from, nonce, depth.safeHeight(heads)) ? FinalityLevel.SAFE : FinalityLevel.LATEST;
  }

  private boolean usedAt(Address from, long nonce, long height) {
    return height >= 0 && chain.nonce(from, height) > nonce;
  }
}
