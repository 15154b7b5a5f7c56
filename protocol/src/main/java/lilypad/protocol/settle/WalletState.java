package lilypad.protocol.settle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import lilypad.protocol.Hash32;

/**
 * One signer's outbox as its facts make it.
 *
 * @param outgoing every intent ever accepted, in the order of acceptance
 * @param usedNonces one above the highest nonce ever signed with; 0 before the first
 */
public record WalletState(Map<Hash32, Outgoing> outgoing, long usedNonces) {

  /** Nothing accepted yet. */
  public static final WalletState EMPTY = new WalletState(Map.of(), 0);

  public WalletState {
    outgoing = Collections.unmodifiableMap(new LinkedHashMap<>(outgoing));
  }

  /** The intent by its id. */
  public Optional<Outgoing> find(Hash32 intent) {
    return Optional.ofNullable(outgoing.get(intent));
  }

  /** What is still to be done, oldest first. */
  public List<Outgoing> open() {
    return outgoing.values().stream().filter(Outgoing::open).toList();
  }

  /**
   * The nonce of the next transaction: above everything that is signed and may still be mined.
   *
   * @param onChain how many transactions of the signer the chain counts
   */
  public long nextNonce(long onChain) {
    long pending =
        open().stream()
            .flatMap(o -> o.attempts().stream())
            .mapToLong(a -> a.nonce() + 1)
            .max()
            .orElse(0);
    return Math.max(onChain, pending);
  }

  /** The state after one more fact. Pure. */
  public WalletState apply(WalletEvent event) {
    return switch (event) {
      case WalletEvent.IntentAccepted e ->
          with(e.intent().id(), Outgoing.accepted(e.intent()), usedNonces);
      case WalletEvent.TransactionSigned e ->
          change(e.intent(), o -> o.signed(e), Math.max(usedNonces, e.nonce() + 1));
      case WalletEvent.TransactionMined e ->
          change(e.intent(), o -> o.mined(Optional.of(e)), usedNonces);
      case WalletEvent.TransactionUnmined e ->
          change(e.intent(), o -> o.mined(Optional.empty()), usedNonces);
      case WalletEvent.IntentSettled e -> change(e.intent(), o -> o.settled(e), usedNonces);
      case WalletEvent.IntentRefused e -> change(e.intent(), o -> o.refused(e), usedNonces);
      case WalletEvent.TransactionReverted e -> change(e.intent(), o -> o.reverted(e), usedNonces);
      case WalletEvent.NonceDisplaced e -> change(e.intent(), Outgoing::displaced, usedNonces);
    };
  }

  private WalletState change(Hash32 id, UnaryOperator<Outgoing> change, long nonces) {
    return find(id).map(o -> with(id, change.apply(o), nonces)).orElse(this);
  }

  private WalletState with(Hash32 id, Outgoing next, long nonces) {
    Map<Hash32, Outgoing> all = new LinkedHashMap<>(outgoing);
    all.put(id, next);
    return new WalletState(all, nonces);
  }
}
