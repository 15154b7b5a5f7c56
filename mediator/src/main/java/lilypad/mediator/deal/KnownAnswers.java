package lilypad.mediator.deal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.JobToRun;

/**
 * Canaries: jobs whose result the operator knows, because it had them run or made them. Somebody
 * brings them to the market as deals like any other; who sits in a silent check of one cannot tell.
 *
 * @param results by all that a job's result depends on
 */
public record KnownAnswers(Map<Job, Hash32> results) {

  /**
   * All that a job's result depends on; the rest of a {@link JobToRun} follows from it. A job's
   * seed does not stand for it: a file and a parameter of the same name and text have one seed, so
   * that a stranger's job could pass for a canary with another result.
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

    static Job of(JobToRun job) {
      return new Job(job.module(), job.inputs(), job.inputFiles());
    }
  }

  private static final String PATH = "lilypad.mediator.canary.answers";
  private static final Set<String> KEYS = Set.of("module", "inputs", "input-files", "result");

  public KnownAnswers {
    results = Map.copyOf(results);
  }

  /**
   * Reads {@code canary.answers} from the configuration at {@code lilypad.mediator}.
   *
   * @throws ConfigException naming the key
   */
  public static KnownAnswers read(Config mediator) {
    Map<Job, Hash32> results = new HashMap<>();
    for (Config entry : mediator.getConfigList("canary.answers")) {
      entry.root().keySet().stream()
          .filter(key -> !KEYS.contains(key))
          .findFirst()
          .ifPresent(
              key -> {
                throw bad(entry, "expected " + KEYS + ", got " + key);
              });
      Job job =
          new Job(
              cid(entry, entry.getString("module")),
              values(entry, "inputs", text -> text),
              values(entry, "input-files", text -> cid(entry, text)));
      if (results.put(job, cid(entry, entry.getString("result")).digest()) != null) {
        throw bad(entry, "the same job is listed twice");
      }
    }
    return new KnownAnswers(results);
  }

  private static <V> SortedMap<String, V> values(
      Config entry, String key, Function<String, V> read) {
    if (!entry.hasPath(key)) {
      return new TreeMap<>();
    }
    return entry.getObject(key).entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                value -> {
                  if (value.getValue().valueType() != ConfigValueType.STRING) {
                    throw bad(entry, "expected text for " + value.getKey());
                  }
                  return read.apply(value.getValue().unwrapped().toString());
                },
                (one, other) -> one,
                TreeMap::new));
  }

  private static Cid cid(Config entry, String text) {
    try {
      return Cid.parse(text);
    } catch (MalformedValue e) {
      throw bad(entry, String.valueOf(e.getMessage()));
    }
  }

  private static ConfigException bad(Config entry, String message) {
    return new ConfigException.BadValue(entry.origin(), PATH, message);
  }

  /** What the solver tells of jobs, with the results that are known. */
  public DealPorts.Jobs over(DealPorts.Jobs solver) {
    return deal ->
        solver
            .describe(deal)
            .thenApply(
                found -> found.knowing(Optional.ofNullable(results.get(Job.of(found.job())))));
  }
}
