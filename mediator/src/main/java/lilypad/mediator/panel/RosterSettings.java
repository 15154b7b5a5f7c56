package lilypad.mediator.panel;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import lilypad.protocol.Address;
import lilypad.protocol.MalformedValue;

/**
 * Who may serve on panels: the operator of each node's address.
 *
 * @param operators the operator's name by the address of the node's key
 * @param retiring those of them that end what they were lent and are drawn no more
 */
public record RosterSettings(Map<Address, String> operators, Set<Address> retiring) {

  private static final Set<String> KEYS = Set.of("address", "operator", "retiring");

  /** Copies map and set. */
  public RosterSettings {
    operators = Map.copyOf(operators);
    retiring = Set.copyOf(retiring);
  }

  /**
   * Reads {@code roster} from the configuration at {@code lilypad.mediator.verifiers}.
   *
   * @throws ConfigException naming the key
   */
  public static RosterSettings read(Config verifiers) {
    Map<Address, String> operators = new TreeMap<>();
    Set<Address> retiring = new TreeSet<>();
    for (Config entry : verifiers.getConfigList("roster")) {
      refuseUnknown(entry);
      Address address = address(entry);
      if (operators.put(address, entry.getString("operator")) != null) {
        throw new ConfigException.BadValue(
            entry.origin(), "lilypad.mediator.verifiers.roster", address + " is listed twice");
      }
      if (entry.hasPath("retiring") && entry.getBoolean("retiring")) {
        retiring.add(address);
      }
    }
    return new RosterSettings(operators, retiring);
  }

  /** The operator of a node, if it is in the roster. */
  public Optional<String> operator(Address verifier) {
    return Optional.ofNullable(operators.get(verifier));
  }

  /** A misspelt key would leave a key in the draw that is to retire. */
  private static void refuseUnknown(Config entry) {
    for (String key : entry.root().keySet()) {
      if (!KEYS.contains(key)) {
        throw new ConfigException.BadValue(
            entry.origin(),
            "lilypad.mediator.verifiers.roster",
            "expected the keys address, operator and retiring, got " + key);
      }
    }
  }

  private static Address address(Config entry) {
    try {
      return Address.fromHex(entry.getString("address"));
    } catch (MalformedValue e) {
      throw new ConfigException.BadValue(
          entry.origin(), "lilypad.mediator.verifiers.roster.address", e.getMessage(), e);
    }
  }
}
