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
import lilypad.protocol.rules.Candidate;
import lilypad.verifier.config.CheckedConfig;

/**
 * Who may serve on panels: the operator of each node's address.
 *
 * @param operators the operator's name by the address of the node's key
 * @param retiring those of them that end what they were lent and are drawn no more
 * @param weights of the operators by their names
 * @param payees who is paid for a node, where that is not the node's own address
 * @param referee the mediator's own node, which is lent work and never drawn
 */
public record RosterSettings(
    Map<Address, String> operators,
    Set<Address> retiring,
    Map<String, Long> weights,
    Map<Address, Address> payees,
    Optional<Address> referee) {

  private static final String ROSTER = "lilypad.mediator.verifiers.roster";
  private static final Set<String> KEYS =
      Set.of("address", "operator", "weight", "retiring", "payout");

  /** Copies maps and sets. */
  public RosterSettings {
    operators = Map.copyOf(operators);
    retiring = Set.copyOf(retiring);
    weights = Map.copyOf(weights);
    payees = Map.copyOf(payees);
  }

  /** A roster on which every operator weighs the same. */
  public RosterSettings(Map<Address, String> operators, Set<Address> retiring) {
    this(operators, retiring, Map.of(), Map.of(), Optional.empty());
  }

  /**
   * Reads {@code roster} from the configuration at {@code lilypad.mediator.verifiers}.
   *
   * @throws ConfigException naming the key
   */
  public static RosterSettings read(Config verifiers) {
    Map<Address, String> operators = new TreeMap<>();
    Set<Address> retiring = new TreeSet<>();
    Map<String, Long> weights = new TreeMap<>();
    Map<Address, Address> payees = new TreeMap<>();
    for (Config entry : verifiers.getConfigList("roster")) {
      refuseUnknown(entry);
      Address address = address(entry, "address");
      if (entry.hasPath("payout")) {
        payees.put(address, payee(entry));
      }
      String operator = entry.getString("operator");
      if (operators.put(address, operator) != null) {
        throw new ConfigException.BadValue(entry.origin(), ROSTER, address + " is listed twice");
      }
      if (entry.hasPath("retiring") && entry.getBoolean("retiring")) {
        retiring.add(address);
      }
      if (entry.hasPath("weight")) {
        long weight =
            CheckedConfig.of(entry, "lilypad.mediator.verifiers.roster")
                .whole("weight", 0, Candidate.MOST_WEIGHT);
        Long before = weights.put(operator, weight);
        if (before != null && before != weight) {
          throw new ConfigException.BadValue(
              entry.origin(),
              "lilypad.mediator.verifiers.roster.weight",
              "expected one weight of " + operator + ", got " + before + " and " + weight);
        }
      }
    }
    return new RosterSettings(operators, retiring, weights, payees, Optional.empty());
  }

  /** Who is paid what a node earned. */
  public Address payee(Address verifier) {
    return payees.getOrDefault(verifier, verifier);
  }

  /**
   * Refuses a roster by which the mediator would pay itself: that moves nothing, and would look as
   * if a verifier was paid.
   *
   * @throws ConfigException naming the key
   */
  public void refusePaying(Address mediator) {
    for (Address node : new TreeSet<>(operators.keySet())) {
      if (payee(node).equals(mediator)) {
        throw new ConfigException.BadValue(
            ROSTER + ".payout",
            "expected the address of somebody else than the mediator for the node "
                + node
                + ", got the mediator's own "
                + mediator
                + (payees.containsKey(node) ? "" : ", which is the node's own too"));
      }
    }
  }

  /** The same, with a node that judges and does not sit. */
  public RosterSettings judgedBy(Optional<Address> node) {
    return new RosterSettings(operators, retiring, weights, payees, node);
  }

  /** The weight of an operator: 1 where nothing else is said. */
  public long weight(String operator) {
    return weights.getOrDefault(operator, 1L);
  }

  /** The weight of all operators together that could sit, connected or not. */
  public long totalWeight() {
    return operators.entrySet().stream()
        .filter(entry -> !retiring.contains(entry.getKey()))
        .filter(entry -> sits(entry.getKey()))
        .map(Map.Entry::getValue)
        .distinct()
        .mapToLong(this::weight)
        .sum();
  }

  /** Whether a node is there for panels, and not to judge them. */
  public boolean sits(Address verifier) {
    return !referee.equals(Optional.of(verifier));
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
            ROSTER,
            "expected the keys address, operator, weight, retiring and payout, got " + key);
      }
    }
  }

  private static Address payee(Config entry) {
    Address payee = address(entry, "payout");
    if (payee.equals(Address.ZERO)) {
      throw new ConfigException.BadValue(
          entry.origin(), ROSTER + ".payout", "expected somebody's address, got zero");
    }
    return payee;
  }

  private static Address address(Config entry, String key) {
    try {
      return Address.fromHex(entry.getString(key));
    } catch (MalformedValue e) {
      throw new ConfigException.BadValue(entry.origin(), ROSTER + "." + key, e.getMessage(), e);
    }
  }
}
