package lilypad.protocol.roster;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.SharedMap;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent.Conclusion;

/**
 * What a verifier was given and what became of that. Immutable; a change costs the same however
 * many there are.
 */
public final class Leases {

  /** None. */
  public static final Leases NONE = of(Map.of());

  private final SharedMap<AssignmentRound, LeaseRecord> byKey;
  private final Map<Conclusion, Long> ends;
  private final long size;

  private Leases(
      SharedMap<AssignmentRound, LeaseRecord> byKey, Map<Conclusion, Long> ends, long size) {
    this.byKey = byKey;
    this.ends = ends;
    this.size = size;
  }

  /** These. */
  public static Leases of(Map<AssignmentRound, LeaseRecord> leases) {
    Map<Conclusion, Long> ends = new EnumMap<>(Conclusion.class);
    leases.values().forEach(lease -> lease.end().ifPresent(how -> ends.merge(how, 1L, Long::sum)));
    return new Leases(SharedMap.of(leases), ends, leases.size());
  }

  /** What became of one; empty if it was never given. */
  public Optional<LeaseRecord> find(AssignmentRound key) {
    return byKey.find(key);
  }

  /** How many there are. */
  public long size() {
    return size;
  }

  /** How many have not ended. */
  public long running() {
    return size - ends.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many ended so. */
  public long ended(Conclusion how) {
    return ends.getOrDefault(how, 0L);
  }

  /** All of them. */
  public SortedMap<AssignmentRound, LeaseRecord> sorted() {
    SortedMap<AssignmentRound, LeaseRecord> all = new TreeMap<>();
    byKey.entries().forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    return all;
  }

  Leases with(AssignmentRound key, LeaseRecord lease) {
    Optional<LeaseRecord> before = byKey.find(key);
    Map<Conclusion, Long> now = new EnumMap<>(Conclusion.class);
    now.putAll(ends);
    before.flatMap(LeaseRecord::end).ifPresent(how -> now.merge(how, -1L, Long::sum));
    lease.end().ifPresent(how -> now.merge(how, 1L, Long::sum));
    return new Leases(byKey.with(key, lease), now, before.isPresent() ? size : size + 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Leases leases && byKey.equals(leases.byKey);
  }

  @Override
  public int hashCode() {
    return byKey.hashCode();
  }

  @Override
  public String toString() {
    return size + " leases";
  }
}
