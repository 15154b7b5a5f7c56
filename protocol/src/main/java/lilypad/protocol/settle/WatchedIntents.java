package lilypad.protocol.settle;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lilypad.protocol.Hash32;
import lilypad.protocol.SharedMap;

/**
 * The intents that are looked after, in the order of acceptance. Immutable; a change costs the same
 * however many there are.
 */
public final class WatchedIntents {

  /** None. */
  static final WatchedIntents NONE = new WatchedIntents(SharedMap.empty(), 0, 0);

  private record Placed(long place, Outgoing outgoing) {}

  private final SharedMap<Hash32, Placed> byId;
  private final long next;
  private final long inFlight;

  private WatchedIntents(SharedMap<Hash32, Placed> byId, long next, long inFlight) {
    this.byId = byId;
    this.next = next;
    this.inFlight = inFlight;
  }

  /** These, in this order. */
  static WatchedIntents of(List<Outgoing> inOrder) {
    Map<Hash32, Placed> all = new HashMap<>();
    for (Outgoing outgoing : inOrder) {
      all.put(outgoing.intent().id(), new Placed(all.size(), outgoing));
    }
    return new WatchedIntents(
        SharedMap.of(all), all.size(), inOrder.stream().filter(WatchedIntents::isInFlight).count());
  }

  private static boolean isInFlight(Outgoing outgoing) {
    return outgoing.nonce().isPresent() && outgoing.unmined();
  }

  /** The intent by its id. */
  public Optional<Outgoing> find(Hash32 id) {
    return byId.find(id).map(Placed::outgoing);
  }

  /** All of them, oldest first. */
  public List<Outgoing> inOrder() {
    return byId.values()
        .sorted(Comparator.comparingLong(Placed::place))
        .map(Placed::outgoing)
        .toList();
  }

  /** All of them, in no order. */
  public Stream<Outgoing> all() {
    return byId.values().map(Placed::outgoing);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return byId.values().findAny().isEmpty();
  }

  /** How many have a nonce and are in no block, as far as is known. */
  long inFlight() {
    return inFlight;
  }

  /** One that is here keeps its place; another one is the newest. */
  WatchedIntents with(Outgoing outgoing) {
    Hash32 id = outgoing.intent().id();
    Optional<Placed> before = byId.find(id);
    return new WatchedIntents(
        byId.with(id, new Placed(before.map(Placed::place).orElse(next), outgoing)),
        before.isPresent() ? next : next + 1,
        inFlight - inFlight(find(id)) + inFlight(Optional.of(outgoing)));
  }

  WatchedIntents without(Hash32 id) {
    return new WatchedIntents(byId.without(id), next, inFlight - inFlight(find(id)));
  }

  private static int inFlight(Optional<Outgoing> outgoing) {
    return outgoing.filter(WatchedIntents::isInFlight).isPresent() ? 1 : 0;
  }

  /** Which places they have does not count, their order does. */
  @Override
  public boolean equals(Object other) {
    return other instanceof WatchedIntents watched && inOrder().equals(watched.inOrder());
  }

  @Override
  public int hashCode() {
    return inOrder().hashCode();
  }

  @Override
  public String toString() {
    return inOrder().toString();
  }
}
