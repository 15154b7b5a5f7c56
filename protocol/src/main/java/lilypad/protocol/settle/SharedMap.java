package lilypad.protocol.settle;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lilypad.protocol.Hash32;

/**
 * Values by hash. Immutable: the next version shares all buckets but one with this one, so that a
 * wallet of many years changes in little time.
 */
final class SharedMap<V> {

  private static final int BUCKETS = 4_096;

  private final Map<Hash32, V>[] buckets;

  private SharedMap(Map<Hash32, V>[] buckets) {
    this.buckets = buckets;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <V> Map<Hash32, V>[] none() {
    Map<Hash32, V>[] none = new Map[BUCKETS];
    Arrays.fill(none, Map.of());
    return none;
  }

  static <V> SharedMap<V> empty() {
    return new SharedMap<>(none());
  }

  /** One with these values. */
  static <V> SharedMap<V> of(Map<Hash32, V> values) {
    Map<Hash32, V>[] all = none();
    values.forEach(
        (key, value) -> {
          int bucket = bucket(key);
          if (all[bucket].isEmpty()) {
            all[bucket] = new HashMap<>();
          }
          all[bucket].put(key, value);
        });
    return new SharedMap<>(all);
  }

  private static int bucket(Hash32 key) {
    return Math.floorMod(key.hashCode(), BUCKETS);
  }

  /** In no order. */
  Stream<V> values() {
    return Arrays.stream(buckets).flatMap(bucket -> bucket.values().stream());
  }

  Optional<V> find(Hash32 key) {
    return Optional.ofNullable(buckets[bucket(key)].get(key));
  }

  SharedMap<V> with(Hash32 key, V value) {
    return changed(key, Optional.of(value));
  }

  SharedMap<V> without(Hash32 key) {
    return find(key).isPresent() ? changed(key, Optional.empty()) : this;
  }

  private SharedMap<V> changed(Hash32 key, Optional<V> now) {
    Map<Hash32, V> next = new HashMap<>(buckets[bucket(key)]);
    next.remove(key);
    now.ifPresent(value -> next.put(key, value));
    Map<Hash32, V>[] all = buckets.clone();
    all[bucket(key)] = next;
    return new SharedMap<>(all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SharedMap<?> map && Arrays.equals(buckets, map.buckets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(buckets);
  }
}
