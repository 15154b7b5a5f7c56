package lilypad.protocol;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Values by key. Immutable: the next version shares all but one bucket with this one, so that the
 * state of many years changes in little time. A bucket holds few, most of them one: that one takes
 * no table of its own.
 */
public final class SharedMap<K, V> {

  private static final int BITS = 6;

  /** Rows, and buckets of a row. */
  private static final int WIDTH = 1 << BITS;

  private final Map<K, V>[][] rows;

  private SharedMap(Map<K, V>[][] rows) {
    this.rows = rows;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <K, V> Map<K, V>[][] none() {
    Map<K, V>[][] none = new Map[WIDTH][WIDTH];
    for (Map<K, V>[] row : none) {
      Arrays.fill(row, Map.of());
    }
    return none;
  }

  /** One without values. */
  public static <K, V> SharedMap<K, V> empty() {
    return new SharedMap<>(none());
  }

  /** One with these values. */
  public static <K, V> SharedMap<K, V> of(Map<K, V> values) {
    Map<K, V>[][] all = none();
    values.forEach(
        (key, value) -> {
          Map<K, V>[] row = all[row(key)];
          int bucket = bucket(key);
          if (row[bucket].isEmpty()) {
            row[bucket] = new HashMap<>();
          }
          row[bucket].put(key, value);
        });
    for (Map<K, V>[] row : all) {
      Arrays.setAll(row, bucket -> packed(row[bucket]));
    }
    return new SharedMap<>(all);
  }

  private static <K, V> Map<K, V> packed(Map<K, V> bucket) {
    return bucket.size() <= 1 ? Map.copyOf(bucket) : bucket;
  }

  private static int spread(Object key) {
    int hash = key.hashCode();
    return hash ^ (hash >>> 16);
  }

  private static int row(Object key) {
    return (spread(key) >>> BITS) & (WIDTH - 1);
  }

  private static int bucket(Object key) {
    return spread(key) & (WIDTH - 1);
  }

  /** In no order. */
  public Stream<V> values() {
    return buckets().flatMap(bucket -> bucket.values().stream());
  }

  /** In no order. */
  public Stream<Map.Entry<K, V>> entries() {
    return buckets().flatMap(bucket -> bucket.entrySet().stream());
  }

  private Stream<Map<K, V>> buckets() {
    return Arrays.stream(rows).flatMap(Arrays::stream);
  }

  /** The value of a key. */
  public Optional<V> find(K key) {
    return Optional.ofNullable(rows[row(key)][bucket(key)].get(key));
  }

  /** The same, in which the key has that value. */
  public SharedMap<K, V> with(K key, V value) {
    return changed(key, Optional.of(value));
  }

  /** The same, in which the key has no value. */
  public SharedMap<K, V> without(K key) {
    return find(key).isPresent() ? changed(key, Optional.empty()) : this;
  }

  private SharedMap<K, V> changed(K key, Optional<V> now) {
    int row = row(key);
    int bucket = bucket(key);
    Map<K, V> next = new HashMap<>(rows[row][bucket]);
    next.remove(key);
    now.ifPresent(value -> next.put(key, value));
    Map<K, V>[][] all = rows.clone();
    all[row] = rows[row].clone();
    all[row][bucket] = packed(next);
    return new SharedMap<>(all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SharedMap<?, ?> map && Arrays.deepEquals(rows, map.rows);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(rows);
  }
}
