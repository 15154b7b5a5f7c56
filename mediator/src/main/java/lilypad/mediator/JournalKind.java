package lilypad.mediator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a mediator keeps its journal; {@code lilypad.mediator.journal}. */
public enum JournalKind {
  /** In its data folder. */
  EMBEDDED,
  /** In a keyspace of an Apache Cassandra, {@code lilypad.cassandra}. */
  CASSANDRA;

  /** The names, for a person. */
  public static final String NAMES = EMBEDDED.text() + " or " + CASSANDRA.text();

  private static final String KEY = "lilypad.mediator.journal";

  /**
   * The one that a whole configuration names.
   *
   * @throws ConfigException naming the key, if it names none of ours
   */
  public static JournalKind of(Config root) {
    String name = root.getString(KEY);
    return named(name)
        .orElseThrow(
            () -> new ConfigException.BadValue(KEY, "expected " + NAMES + ", got " + name));
  }

  /** The one of a name. */
  public static Optional<JournalKind> named(String name) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(name)).findFirst();
  }

  /** Its name in a configuration and on a command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
