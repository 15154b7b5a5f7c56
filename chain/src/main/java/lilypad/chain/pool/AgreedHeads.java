package lilypad.chain.pool;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.NoAgreement;
import lilypad.protocol.BlockRef;

/**
 * Safety and finality as so many endpoints tell it that none can advance them alone: the height
 * that the n-th highest of them has reached.
 *
 * @param safe empty where fewer than n know the tag
 * @param finalized empty where fewer than n know the tag
 * @param latest the height that n of them have
 */
record AgreedHeads(Optional<BlockRef> safe, Optional<BlockRef> finalized, long latest) {

  /**
   * Counts.
   *
   * @param all what each endpoint that answered tells
   * @param before what was agreed before; a tag that was known stays known
   * @throws NoAgreement if fewer than {@code needed} answered and nothing was agreed before
   */
  static AgreedHeads of(int needed, List<Heads> all, Optional<AgreedHeads> before) {
    if (all.size() < needed) {
      return before
          .filter(agreed -> agreed.finalized().isPresent())
          .orElseThrow(
              () -> new NoAgreement("the heads", needed, all.size(), all.size() + " answered"));
    }
    return new AgreedHeads(
        reached(needed, all, Heads::safe).or(() -> before.flatMap(AgreedHeads::safe)),
        reached(needed, all, Heads::finalized).or(() -> before.flatMap(AgreedHeads::finalized)),
        reached(needed, all, heads -> Optional.of(heads.latest())).orElseThrow().number());
  }

  private static Optional<BlockRef> reached(
      int needed, List<Heads> all, Function<Heads, Optional<BlockRef>> level) {
    return all.stream()
        .flatMap(heads -> level.apply(heads).stream())
        .sorted(Comparator.comparingLong(BlockRef::number).reversed())
        .skip(needed - 1L)
        .findFirst();
  }

  /** Whether safety or finality is counted from the head here, for want of the tag. */
  boolean countsFromHead() {
    return safe.isEmpty() || finalized.isEmpty();
  }

  /**
   * The heads to go by at one endpoint: its own, with no more safe or final than was agreed.
   *
   * @param own what that endpoint tells
   * @param head the block there that counts as the head, {@code own}'s or a lower one
   */
  Heads at(Heads own, BlockRef head) {
    return new Heads(head, lower(safe, own.safe(), head), lower(finalized, own.finalized(), head));
  }

  private static Optional<BlockRef> lower(
      Optional<BlockRef> agreed, Optional<BlockRef> own, BlockRef head) {
    return agreed.map(
        block ->
            List.of(block, own.orElse(block), head).stream()
                .min(Comparator.comparingLong(BlockRef::number))
                .orElseThrow());
  }
}
