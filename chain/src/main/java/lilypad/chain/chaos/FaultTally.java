package lilypad.chain.chaos;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many faults were dealt.
 *
 * @param exchanges all exchanges, the spoilt ones included
 * @param faults how many of each kind; kinds without one are not there
 */
public record FaultTally(long exchanges, Map<FaultKind, Long> faults) {

  /** Before the first exchange. */
  public static final FaultTally NONE = new FaultTally(0, Map.of());

  public FaultTally {
    faults = Map.copyOf(faults);
  }

  /** All faults. */
  public long total() {
    return faults.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Together with those of another proxy. */
  public FaultTally plus(FaultTally other) {
    Map<FaultKind, Long> sum = new EnumMap<>(FaultKind.class);
    faults.forEach((kind, count) -> sum.merge(kind, count, Long::sum));
    other.faults.forEach((kind, count) -> sum.merge(kind, count, Long::sum));
    return new FaultTally(exchanges + other.exchanges, sum);
  }

  /** In words, such as {@code 3 faults in 40 exchanges: cut 1, delay 2}. */
  @Override
  public String toString() {
    String head = total() + " faults in " + exchanges + " exchanges";
    String each =
        new TreeMap<>(faults)
            .entrySet().stream()
                .map(entry -> entry.getKey().text() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    return each.isEmpty() ? head : head + ": " + each;
  }
}
