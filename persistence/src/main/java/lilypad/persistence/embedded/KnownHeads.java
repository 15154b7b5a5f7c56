package lilypad.persistence.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The heads of the ids that the writer met last, as they are on disk: it alone changes them. Used
 * by the writer's thread only.
 */
final class KnownHeads {

  /** Some megabytes at the most. */
  private static final int MOST = 1 << 14;

  private final Function<String, Head> disk;
  private final Map<String, Head> heads =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Head> eldest) {
          return size() > MOST;
        }
      };

  KnownHeads(Function<String, Head> disk) {
    this.disk = disk;
  }

  Head head(String persistenceId) {
    Head known = heads.get(persistenceId);
    return known == null ? disk.apply(persistenceId) : known;
  }

  /** These are on disk now. */
  void learn(Map<String, Head> written) {
    heads.putAll(written);
  }
}
