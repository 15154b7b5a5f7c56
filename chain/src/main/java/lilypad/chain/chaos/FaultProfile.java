package lilypad.chain.chaos;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Faults that come by chance, as {@code lilypad.chain.chaos.profiles} in this module's {@code
 * reference.conf} documents them.
 *
 * @param name what it is called
 * @param probability of a fault in an exchange that could have one
 * @param inARow at most so many exchanges of a method, and of a question, suffer one after another
 * @param faults with their weights
 */
public record FaultProfile(String name, double probability, int inARow, List<Weighted> faults) {

  /**
   * A fault and how often it is chosen, compared to the others.
   *
   * @param weight at least 1
   */
  public record Weighted(Fault fault, int weight) {

    public Weighted {
      if (weight < 1) {
        throw new IllegalArgumentException("expected a weight of 1 or more, got " + weight);
      }
    }
  }

  public FaultProfile {
    faults = List.copyOf(faults);
    if (!(probability >= 0 && probability <= 1) || inARow < 1) {
      throw new IllegalArgumentException(
          "expected a probability from 0 to 1 and at least 1 in a row, got "
              + probability
              + " and "
              + inARow);
    }
  }

  /** The names of those on the class path. */
  public static List<String> names() {
    return List.copyOf(
        new TreeSet<>(
            ConfigFactory.load().getConfig("lilypad.chain.chaos.profiles").root().keySet()));
  }

  /**
   * One of those on the class path.
   *
   * @throws ConfigException if there is none of that name, or a key of it is no such value
   */
  public static FaultProfile named(String name) {
    String path = "lilypad.chain.chaos.profiles." + name;
    Config config = ConfigFactory.load().getConfig(path);
    List<Weighted> faults = new ArrayList<>();
    for (String key : new TreeSet<>(config.getConfig("faults").root().keySet())) {
      FaultKind kind = kind(config, "faults." + key, key);
      Config own = config.getConfig("faults").getConfig(key);
      faults.add(
          new Weighted(
              Fault.of(kind, own.withoutPath("weight"), path + ".faults." + key),
              own.getInt("weight")));
    }
    return new FaultProfile(
        name, config.getDouble("probability"), config.getInt("in-a-row"), faults);
  }

  /**
   * The kind that a configuration names.
   *
   * @param path where
   * @throws ConfigException if there is none of that name
   */
  static FaultKind kind(Config config, String path, String name) {
    return FaultKind.of(name)
        .orElseThrow(
            () ->
                new ConfigException.BadValue(
                    config.getValue(path).origin(),
                    path,
                    "expected one of " + String.join(", ", FaultKind.texts()) + ", got " + name));
  }
}
