package lilypad.mediator.settle;

import java.util.Optional;
import java.util.OptionalLong;
import lilypad.chain.rpc.EvmChain;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.ChainClock;

/**
 * The nonce to sign with next: the one above all that we ever signed with, unless others used the
 * key too. Of that only the endpoints tell, and a nonce that is much too high strands all that come
 * after it: each one below would have to be filled. A count above ours is therefore believed once
 * it was told at {@code replace-after-blocks} more heads in a row, and no more of it than the
 * lowest that was told; and as far as the wallet would not fill the difference within a few blocks,
 * no more of it than the final block knows.
 *
 * <p>What it remembers only makes the wallet wait.
 */
final class NextNonce {

  /** What was told at the heads since the first that counted more than ours. */
  private record Told(Hash32 head, long lowest, int heads) {}

  private final EvmChain chain;
  private final Address account;
  private final WalletSettings settings;
  private final WalletLog log = new WalletLog();
  private Optional<Told> told = Optional.empty();

  NextNonce(EvmChain chain, Address account, WalletSettings settings) {
    this.chain = chain;
    this.account = account;
    this.settings = settings;
  }

  /**
   * What to sign with now; empty while it is not known whether others used the key.
   *
   * @param ours one above the highest that we signed with
   */
  OptionalLong after(long ours, ChainClock clock) {
    long counted = chain.nonce(account);
    if (counted <= ours) {
      told = Optional.empty();
      return OptionalLong.of(ours);
    }
    Told now = heard(counted, ours, clock.head().hash());
    if (now.heads() == 1) {
      log.countedMore(account, counted, ours);
    }
    if (now.heads() <= settings.replaceAfter()) {
      told = Optional.of(now);
      return OptionalLong.empty();
    }
    long next = believed(now.lowest(), ours, clock);
    told = Optional.empty();
    return OptionalLong.of(next);
  }

  private Told heard(long counted, long ours, Hash32 head) {
    return told.filter(before -> before.lowest() > ours)
        .map(
            before ->
                new Told(
                    head,
                    Math.min(before.lowest(), counted),
                    before.head().equals(head) ? before.heads() : before.heads() + 1))
        .orElseGet(() -> new Told(head, counted, 1));
  }

  private long believed(long lowest, long ours, ChainClock clock) {
    return lowest - ours <= settings.mostInFlight()
        ? lowest
        : Math.max(ours, Math.min(lowest, chain.nonce(account, clock.finalized())));
  }
}
