package lilypad.mediator.deal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
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
import lilypad.protocol.rules.Profile;

/**
 * Canaries: jobs whose result the operator knows, because it had them run or made them. Somebody
 * brings them to the market as deals like any other; who sits in a silent check of one cannot tell.
 *
 * @param results by the job's seed, which stands for module and inputs
 */
public record KnownAnswers(Map<Hash32, Hash32> results) {

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
    Map<Hash32, Hash32> results = new TreeMap<>();
    for (Config entry : mediator.getConfigList("canary.answers")) {
      entry.root().keySet().stream()
          .filter(key -> !KEYS.contains(key))
          .findFirst()
          .ifPresent(
              key -> {
                throw bad(entry, "expected " + KEYS + ", got " + key);
              });
      Hash32 seed =
          new JobToRun(
                  cid(entry, entry.getString("module")),
                  Profile.UNKNOWN,
                  Optional.empty(),
                  values(entry, "inputs", text -> text),
                  values(entry, "input-files", text -> cid(entry, text)))
              .seed();
      if (results.put(seed, cid(entry, entry.getString("result")).digest()) != null) {
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
                found -> found.knowing(Optional.ofNullable(results.get(found.job().seed()))));
  }
}
