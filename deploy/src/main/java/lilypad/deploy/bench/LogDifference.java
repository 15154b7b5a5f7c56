package lilypad.deploy.bench;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lilypad.protocol.ChainLog;

/**
 * How recorded logs differ from those there are.
 *
 * @param lost are there and not recorded
 * @param duplicated recorded again, or recorded although they are not there
 * @param disordered recorded right after one that comes later
 */
record LogDifference(long lost, long duplicated, long disordered) {

  static final LogDifference NONE = new LogDifference(0, 0, 0);

  /** Compares two lists, each in its order. */
  static LogDifference between(List<ChainLog> expected, List<ChainLog> recorded) {
    Map<ChainLog, Integer> places = new HashMap<>();
    for (ChainLog log : expected) {
      places.put(log, places.size());
    }
    Set<ChainLog> found = new HashSet<>();
    long duplicated = 0;
    long disordered = 0;
    int before = -1;
    for (ChainLog log : recorded) {
      Optional<Integer> place = Optional.ofNullable(places.get(log));
      if (place.isEmpty() || !found.add(log)) {
        duplicated++;
      } else {
        disordered += place.get() < before ? 1 : 0;
        before = place.get();
      }
    }
    return new LogDifference(expected.size() - found.size(), duplicated, disordered);
  }

  LogDifference plus(LogDifference other) {
    return new LogDifference(
        lost + other.lost, duplicated + other.duplicated, disordered + other.disordered);
  }
}
