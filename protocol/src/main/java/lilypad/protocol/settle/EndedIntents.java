package lilypad.protocol.settle;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.protocol.Hash32;

/**
 * The intents that nothing is to be done for any more, by id. Immutable: the next version shares
 * all buckets but one with this one, so that a wallet of many years changes in little time.
 */
public final class EndedIntents {

  private static final int BUCKETS = 4_096;

  /** None. */
  static final EndedIntents NONE = new EndedIntents(empty());

  private final Map<Hash32, Outgoing>[] buckets;

  private EndedIntents(Map<Hash32, Outgoing>[] buckets) {
    this.buckets = buckets;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Map<Hash32, Outgoing>[] empty() {
    Map<Hash32, Outgoing>[] none = new Map[BUCKETS];
    Arrays.fill(none, Map.of());
    return none;
  }

  /** Those with these ids. */
  static EndedIntents of(List<Outgoing> ended) {
    Map<Hash32, Outgoing>[] all = empty();
    for (Outgoing one : ended) {
      Hash32 id = one.intent().id();
      int bucket = bucket(id);
      if (all[bucket].isEmpty()) {
        all[bucket] = new HashMap<>();
      }
      all[bucket].put(id, one);
    }
    return new EndedIntents(all);
  }

  /** All of them, sorted by id. */
  public List<Outgoing> all() {
    return Arrays.stream(buckets)
        .flatMap(bucket -> bucket.values().stream())
        .sorted(Comparator.comparing(ended -> ended.intent().id()))
        .toList();
  }

  private static int bucket(Hash32 id) {
    return Math.floorMod(id.hashCode(), BUCKETS);
  }

  /** The intent by its id. */
  public Optional<Outgoing> find(Hash32 id) {
    return Optional.ofNullable(buckets[bucket(id)].get(id));
  }

  EndedIntents with(Outgoing ended) {
    return changed(ended.intent().id(), Optional.of(ended));
  }

  EndedIntents without(Hash32 id) {
    return find(id).isPresent() ? changed(id, Optional.empty()) : this;
  }

  private EndedIntents changed(Hash32 id, Optional<Outgoing> now) {
    Map<Hash32, Outgoing> next = new HashMap<>(buckets[bucket(id)]);
    next.remove(id);
    now.ifPresent(ended -> next.put(id, ended));
    Map<Hash32, Outgoing>[] all = buckets.clone();
    all[bucket(id)] = next;
    return new EndedIntents(all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EndedIntents ended && Arrays.equals(buckets, ended.buckets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(buckets);
  }

  @Override
  public String toString() {
    return Arrays.stream(buckets).mapToInt(Map::size).sum() + " intents";
  }
}
