package lilypad.verifier.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.cid.Cid;

/**
 * A job whose result an operator knows, because it was run on a node that the operator trusts. All
 * services read such a list in the same form, so that one file can serve them.
 *
 * @param job all that the result depends on
 * @param name what a module reference calls the module
 * @param result content id of the output folder
 */
public record KnownJob(Job job, String name, Cid result) {

  private static final Set<String> KEYS =
      Set.of("name", "module", "inputs", "input-files", "result");

  /** What a module is called that has no name. */
  private static final String UNNAMED = "module";

  /**
   * All that a job's result depends on.
   *
   * @param module the folder with the program
   * @param inputs the job's parameters by name
   * @param inputFiles files put under {@code /inputs}, by path
   */
  public record Job(
      Cid module, SortedMap<String, String> inputs, SortedMap<String, Cid> inputFiles) {

    public Job {
      inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
      inputFiles = Collections.unmodifiableSortedMap(new TreeMap<>(inputFiles));
    }
  }

  /**
   * Reads a list of them; none may be the same job as another.
   *
   * @param path the list's whole key, for errors
   * @throws ConfigException naming the key
   */
  public static List<KnownJob> list(List<? extends Config> entries, String path) {
    List<KnownJob> known = new ArrayList<>();
    Set<Job> jobs = new HashSet<>();
    for (Config entry : entries) {
      KnownJob read = new Entry(entry, path).read();
      if (!jobs.add(read.job())) {
        throw new ConfigException.BadValue(entry.origin(), path, "the same job is listed twice");
      }
      known.add(read);
    }
    return List.copyOf(known);
  }

  private record Entry(Config config, String path) {

    KnownJob read() {
      config.root().keySet().stream()
          .filter(key -> !KEYS.contains(key))
          .findFirst()
          .ifPresent(
              key -> {
                throw bad("expected " + KEYS + ", got " + key);
              });
      return new KnownJob(
          new Job(
              cid(config.getString("module")),
              values("inputs", text -> text),
              values("input-files", this::cid)),
          config.hasPath("name") ? config.getString("name") : UNNAMED,
          cid(config.getString("result")));
    }

    private <V> SortedMap<String, V> values(String key, Function<String, V> read) {
      if (!config.hasPath(key)) {
        return new TreeMap<>();
      }
      return config.getObject(key).entrySet().stream()
          .collect(
              Collectors.toMap(
                  Map.Entry::getKey,
                  value -> {
                    if (value.getValue().valueType() != ConfigValueType.STRING) {
                      throw bad("expected text for " + value.getKey());
                    }
                    return read.apply(value.getValue().unwrapped().toString());
                  },
                  (one, other) -> one,
                  TreeMap::new));
    }

    private Cid cid(String text) {
      try {
        return Cid.parse(text);
      } catch (MalformedValue e) {
        throw bad(String.valueOf(e.getMessage()));
      }
    }

    private ConfigException bad(String message) {
      return new ConfigException.BadValue(config.origin(), path, message);
    }
  }
}
