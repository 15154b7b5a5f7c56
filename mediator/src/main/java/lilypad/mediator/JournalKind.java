package lilypad.mediator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Arrays;
import java.util.Locale;

/** Where a mediator keeps its journal; {@code lilypad.mediator.journal}. */
public enum JournalKind {
  /** In its data folder. */
  EMBEDDED,
  /** In a keyspace of an Apache Cassandra, {@code lilypad.cassandra}. */
  CASSANDRA;

  private static final String KEY = "lilypad.mediator.journal";

  /**
   * The one that a whole configuration names.
   *
   * @throws ConfigException naming the key, if it names none of ours
   */
  public static JournalKind of(Config root) {
    String name = root.getString(KEY);
    return Arrays.stream(values())
        .filter(kind -> kind.text().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException.BadValue(
                    KEY,
                    "expected " + EMBEDDED.text() + " or " + CASSANDRA.text() + ", got " + name));
  }

  /** Its name in a configuration and on a command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
