package lilypad.chain.chaos;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A fault at a place of its own.
 *
 * @param method whose calls suffer it; {@code *} for those of any method
 * @param after so many exchanges that could suffer it go well first
 * @param times so many suffer it then, one after another
 * @param fault what they suffer
 */
public record ScriptedFault(String method, int after, int times, Fault fault) {

  private static final Set<String> KEYS = Set.of("method", "after", "times", "fault", "parameters");

  public ScriptedFault {
    if (after < 0 || times < 1) {
      throw new IllegalArgumentException(
          "expected after from 0 and times from 1, got " + after + " and " + times);
    }
  }

  /**
   * Reads a script: {@code faults = [{method, after, times, fault, parameters}, ...]}. The method
   * is any, after is 0 and times is 1 where not given.
   *
   * @throws ConfigException naming what is missing, unknown or no such value
   */
  public static List<ScriptedFault> script(Config script) {
    List<ScriptedFault> faults = new ArrayList<>();
    for (Config one : script.getConfigList("faults")) {
      faults.add(read(one));
    }
    return List.copyOf(faults);
  }

  private static ScriptedFault read(Config one) {
    for (String key : one.root().keySet()) {
      if (!KEYS.contains(key)) {
        throw new ConfigException.BadValue(
            one.root().origin(), key, "expected method, after, times, fault or parameters");
      }
    }
    FaultKind kind = FaultProfile.kind(one, "fault", one.getString("fault"));
    Config own = one.hasPath("parameters") ? one.getConfig("parameters") : ConfigFactory.empty();
    try {
      return new ScriptedFault(
          one.hasPath("method") ? one.getString("method") : "*",
          one.hasPath("after") ? one.getInt("after") : 0,
          one.hasPath("times") ? one.getInt("times") : 1,
          Fault.of(kind, own, "parameters"));
    } catch (IllegalArgumentException e) {
      throw new ConfigException.BadValue(
          one.root().origin(), "faults", String.valueOf(e.getMessage()), e);
    }
  }
}
