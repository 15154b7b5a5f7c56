package lilypad.chain.chaos;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A fault with its parameters.
 *
 * @param kind what goes wrong
 * @param parameters all of the kind's, as {@code lilypad.chain.chaos.faults} in this module's
 *     {@code reference.conf} documents them
 */
public record Fault(FaultKind kind, Config parameters) {

  /** What a parameter says that leaves the choice to the seed. */
  static final String ANY = "any";

  private static final int BLOCKS = 1_000_000;

  /**
   * @throws ConfigException naming the parameter that is missing or no such value
   */
  public Fault {
    check(kind, parameters);
  }

  /** With the defaults of the class path. */
  public static Fault of(FaultKind kind) {
    return of(kind, ConfigFactory.empty(), "");
  }

  /**
   * With some parameters of its own.
   *
   * @param own below no path; what it lacks is taken from the class path's defaults
   * @param path where they stand, for messages
   * @throws ConfigException if a parameter is none of the kind's, or no such value
   */
  public static Fault of(FaultKind kind, Config own, String path) {
    Config defaults =
        ConfigFactory.load().getConfig("lilypad.chain.chaos.faults").getConfig(kind.text());
    for (String key : own.root().keySet()) {
      if (!defaults.root().containsKey(key)) {
        throw new ConfigException.BadValue(
            own.root().origin(),
            path.isEmpty() ? key : path + "." + key,
            "expected a parameter of "
                + kind.text()
                + ", which has "
                + (defaults.isEmpty() ? "none" : new TreeSet<>(defaults.root().keySet())));
      }
    }
    return new Fault(kind, own.withFallback(defaults));
  }

  private static void check(FaultKind kind, Config parameters) {
    switch (kind) {
      case DELAY -> {
        positive(parameters, "least");
        positive(parameters, "most");
        if (parameters.getDuration("least").compareTo(parameters.getDuration("most")) > 0) {
          throw bad(
              parameters,
              "least",
              "expected at most " + parameters.getDuration("most").toMillis() + " ms");
        }
      }
      case RATE_LIMIT -> {
        whole(parameters, "retry-after", 0, 3600);
        oneOf(parameters, "form", List.of(ANY, "http", "json"));
      }
      case SERVER_ERROR -> {
        if (!parameters.getString("status").equals(ANY)) {
          whole(parameters, "status", 500, 599);
        }
      }
      case HALF_OPEN -> positive(parameters, "patience");
      case MALFORMED -> oneOf(parameters, "form", List.of(ANY, "truncated", "html", "empty"));
      case RANGE_ERROR -> {
        whole(parameters, "blocks", 1, BLOCKS);
        if (!parameters.getString("provider").equals(ANY)) {
          oneOf(parameters, "provider", ProviderWords.texts());
        }
      }
      case STALE_HEAD, LAGGING_VIEW -> whole(parameters, "blocks", 1, BLOCKS);
      case TRUNCATED -> whole(parameters, "drop", 1, BLOCKS);
      case CUT,
          NULL_RESULT,
          REORDERED,
          MISSING_TAGS,
          FILTER_LOST,
          SEND_ANSWER_LOST,
          SEND_ALREADY_KNOWN,
          SEND_TWICE,
          OMITTED,
          REWRITTEN,
          REMOVED,
          ZERO_BLOOM,
          SEND_NONCE_TOO_LOW,
          SEND_DROPPED -> {}
    }
  }

  private static void positive(Config parameters, String key) {
    if (!parameters.getDuration(key).isPositive()) {
      throw bad(parameters, key, "expected a duration above zero");
    }
  }

  private static void whole(Config parameters, String key, int least, int most) {
    Number number = parameters.getNumber(key);
    if (number.doubleValue() != number.intValue()
        || number.intValue() < least
        || number.intValue() > most) {
      throw bad(parameters, key, "expected a whole number from " + least + " to " + most);
    }
  }

  private static void oneOf(Config parameters, String key, List<String> allowed) {
    if (!allowed.contains(parameters.getString(key))) {
      throw bad(parameters, key, "expected one of " + String.join(", ", allowed));
    }
  }

  private static ConfigException bad(Config parameters, String key, String expected) {
    return new ConfigException.BadValue(
        parameters.getValue(key).origin(),
        key,
        expected + ", got " + parameters.getValue(key).unwrapped());
  }

  int whole(String key) {
    return parameters.getInt(key);
  }

  Duration duration(String key) {
    return parameters.getDuration(key);
  }

  /** What is set; empty if the choice is left to the seed. */
  Optional<String> chosen(String key) {
    return Optional.of(parameters.getString(key)).filter(text -> !text.equals(ANY));
  }
}
