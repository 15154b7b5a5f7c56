package lilypad.deploy.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A configuration in HOCON, to be laid over the modules' {@code reference.conf}. A key below {@code
 * lilypad} that no reference knows is refused, because a misspelt key would silently leave the
 * default in force.
 */
public final class ConfigurationFile {

  private static final String OURS = "lilypad";

  private ConfigurationFile() {}

  /**
   * Reads a file.
   *
   * @return what the file says, without defaults and not resolved
   * @throws ConfigurationRefused if there is no such file, or it holds an unknown key
   * @throws com.typesafe.config.ConfigException if it is not HOCON
   */
  public static Config read(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new ConfigurationRefused(
          "There is no readable configuration file at " + file.toAbsolutePath().normalize(),
          "Give the path of a file with --config");
    }
    Config own = ConfigFactory.parseFile(file.toFile());
    // Substitutions may hide keys; what they need from elsewhere is left as it is.
    refuseUnknown(
        own.resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true)),
        ConfigFactory.defaultReference());
    return own;
  }

  private static void refuseUnknown(Config own, Config reference) {
    ConfigValue below = own.root().get(OURS);
    ConfigValue known = reference.root().get(OURS);
    if (below instanceof ConfigObject mine && known instanceof ConfigObject theirs) {
      firstUnknown(List.of(OURS), mine, theirs)
          .ifPresent(
              unknown -> {
                throw refusal(unknown, theirs);
              });
    }
  }

  private record Unknown(List<String> path, ConfigValue value) {}

  /** The first key of {@code own}, in its file's order, that {@code reference} lacks. */
  private static Optional<Unknown> firstUnknown(
      List<String> path, ConfigObject own, ConfigObject reference) {
    return own.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()))
        .flatMap(
            entry -> {
              List<String> here = append(path, entry.getKey());
              @Nullable ConfigValue known = reference.get(entry.getKey());
              if (known == null) {
                return Optional.of(firstLeaf(here, entry.getValue())).stream();
              }
              if (entry.getValue() instanceof ConfigObject deeper
                  && known instanceof ConfigObject knownDeeper) {
                return firstUnknown(here, deeper, knownDeeper).stream();
              }
              return Optional.<Unknown>empty().stream();
            })
        .findFirst();
  }

  /** The unknown key down to its first value, so that the nearest known one is of the same kind. */
  private static Unknown firstLeaf(List<String> path, ConfigValue value) {
    if (value instanceof ConfigObject object && !object.isEmpty()) {
      Map.Entry<String, ConfigValue> first = object.entrySet().iterator().next();
      return firstLeaf(append(path, first.getKey()), first.getValue());
    }
    return new Unknown(path, value);
  }

  private static ConfigurationRefused refusal(Unknown unknown, ConfigObject reference) {
    String key = ConfigUtil.joinPath(unknown.path());
    List<String> known = new ArrayList<>();
    leaves(List.of(OURS), reference, known);
    String nearest =
        known.stream()
            .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
            .orElse(OURS);
    return new ConfigurationRefused(
        "Unknown configuration key " + key + " (" + unknown.value().origin().description() + ")",
        "Correct or remove it; the nearest known key is " + nearest);
  }

  private static void leaves(List<String> path, ConfigObject object, List<String> known) {
    object.forEach(
        (key, value) -> {
          List<String> here = append(path, key);
          if (value instanceof ConfigObject deeper && !deeper.isEmpty()) {
            leaves(here, deeper, known);
          } else {
            known.add(ConfigUtil.joinPath(here));
          }
        });
  }

  private static List<String> append(List<String> path, String key) {
    List<String> longer = new ArrayList<>(path);
    longer.add(key);
    return List.copyOf(longer);
  }

  /**
   * Levenshtein's distance: the fewest insertions, deletions and replacements between two texts.
   */
  public static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
