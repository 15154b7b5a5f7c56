package lilypad.protocol.settle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import lilypad.protocol.Hash32;
import lilypad.protocol.journal.JournalSnapshot;

/**
 * One signer's outbox as its facts make it.
 *
 * <p>Why an intent takes effect once: all that is signed for it has one nonce, of which a chain
 * uses one transaction; and it gets another nonce only after a final block used that one for
 * something else. Why no nonce waits for ever: each that was signed is watched until a final block
 * used it, and one below them that nobody uses is filled.
 *
 * @param current every intent that is watched
 * @param ended the others
 * @param usedNonces one above the highest nonce ever signed with; 0 before the first. None below it
 *     is used for a second intent, because a reorganisation may give it back to the first
 */
public record WalletState(WatchedIntents current, EndedIntents ended, long usedNonces)
    implements JournalSnapshot {

  /** Nothing accepted yet. */
  public static final WalletState EMPTY =
      new WalletState(WatchedIntents.NONE, EndedIntents.NONE, 0);

  /**
   * The outbox that holds these.
   *
   * @param current those that are watched, in the order of acceptance
   * @param ended the others
   */
  public static WalletState of(List<Outgoing> current, List<Outgoing> ended, long usedNonces) {
    return new WalletState(WatchedIntents.of(current), EndedIntents.of(ended), usedNonces);
  }

  /** The intent by its id. */
  public Optional<Outgoing> find(Hash32 intent) {
    return current.find(intent).or(() -> ended.find(intent));
  }

  /** What is still to be done, oldest first. */
  public List<Outgoing> open() {
    return current.inOrder().stream().filter(Outgoing::open).toList();
  }

  /**
   * What is to be looked after, in that order: what has a nonce, lowest first, because nothing is
   * mined before those below it; then what has none yet, oldest first, but what has no deadline
   * last.
   */
  public List<Outgoing> line() {
    List<Outgoing> all = current.inOrder();
    List<Outgoing> line = new ArrayList<>();
    all.stream()
        .filter(o -> o.nonce().isPresent())
        .sorted(Comparator.comparingLong(o -> o.nonce().orElseThrow()))
        .forEach(line::add);
    all.stream()
        .filter(o -> o.nonce().isEmpty())
        .sorted(Comparator.comparing(o -> o.intent().canWait()))
        .forEach(line::add);
    return List.copyOf(line);
  }

  /** How many have a nonce and are in no block, as far as is known. */
  public long inFlight() {
    return current.inFlight();
  }

  /** Whether something that is wanted waits for a nonce to be used. */
  public boolean waitsFor(long nonce) {
    return current
        .all()
        .filter(Outgoing::wanted)
        .anyMatch(o -> o.nonce().isPresent() && o.nonce().getAsLong() > nonce);
  }

  /**
   * The next nonce on the chain, if signed ones wait for it and nothing is signed with it: one of a
   * stranger who used our key, which a reorganisation took back.
   *
   * @param onChain how many transactions of the signer the chain counts
   */
  public OptionalLong gap(long onChain) {
    OptionalLong lowest = nonces().filter(nonce -> nonce >= onChain).min();
    return lowest.isPresent() && lowest.getAsLong() > onChain
        ? OptionalLong.of(onChain)
        : OptionalLong.empty();
  }

  private LongStream nonces() {
    return current.all().map(Outgoing::nonce).flatMapToLong(OptionalLong::stream);
  }

  /** The fact that follows when a deal wants an intent: none if it is in the outbox already. */
  public Optional<WalletEvent> submitted(SettlementIntent intent) {
    boolean known = find(intent.id()).map(o -> o.refused().isEmpty()).orElse(false);
    return known ? Optional.empty() : Optional.of(new WalletEvent.IntentAccepted(intent));
  }

  /** The fact that follows when a deal gives an intent up: none if it is final, or given up. */
  public Optional<WalletEvent> abandoned(Hash32 intent, String why) {
    boolean watched = find(intent).map(o -> o.watched() && o.wanted()).orElse(false);
    return watched ? Optional.of(new WalletEvent.IntentRefused(intent, why)) : Optional.empty();
  }

  /** The state after one more fact. Pure. */
  public WalletState apply(WalletEvent event) {
    return switch (event) {
      case WalletEvent.IntentAccepted e ->
          with(
              find(e.intent().id())
                  .map(o -> o.wantedAgain(e.intent()))
                  .orElseGet(() -> Outgoing.accepted(e.intent())),
              usedNonces);
      case WalletEvent.GapFound e -> with(Outgoing.gap(e), Math.max(usedNonces, e.nonce() + 1));
      case WalletEvent.TransactionSigned e ->
          change(e.intent(), o -> o.signed(e), Math.max(usedNonces, e.nonce() + 1));
      case WalletEvent.TransactionMined e -> change(e.intent(), o -> o.mined(Optional.of(e)));
      case WalletEvent.TransactionUnmined e -> change(e.intent(), o -> o.mined(Optional.empty()));
      case WalletEvent.IntentSettled e -> change(e.intent(), o -> o.settled(e));
      case WalletEvent.SettlementUndone e -> change(e.intent(), Outgoing::undone);
      case WalletEvent.IntentRefused e -> change(e.intent(), o -> o.refused(e));
      case WalletEvent.TransactionReverted e -> change(e.intent(), o -> o.reverted(e));
      case WalletEvent.NonceDisplaced e -> change(e.intent(), Outgoing::displaced);
    };
  }

  private WalletState change(Hash32 id, UnaryOperator<Outgoing> change) {
    return change(id, change, usedNonces);
  }

  private WalletState change(Hash32 id, UnaryOperator<Outgoing> change, long nonces) {
    return find(id).map(o -> with(change.apply(o), nonces)).orElse(this);
  }

  private WalletState with(Outgoing next, long nonces) {
    Hash32 id = next.intent().id();
    return next.watched()
        ? new WalletState(current.with(next), ended.without(id), nonces)
        : new WalletState(current.without(id), ended.with(next), nonces);
  }
}
