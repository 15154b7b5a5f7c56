package lilypad.mediator.contracts;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lilypad.protocol.Address;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.deal.ContractProfile;

/**
 * The contracts as they are configured; read from {@code lilypad.mediator.chain}, documented in
 * {@code reference.conf}.
 *
 * @param storage names the deals
 * @param guard what binds verdicts in front of contracts that do not; empty if there is none
 * @param profile what the contracts are to be; empty to find it out
 */
public record ContractSettings(
    Address token,
    Address payments,
    Address storage,
    Address mediation,
    Optional<Address> guard,
    Optional<ContractProfile> profile) {

  static final String CHAIN = "lilypad.mediator.chain";
  static final String MEDIATION = CHAIN + ".contracts.mediation";
  static final String GUARD = CHAIN + ".contracts.guard";
  static final String PROFILE = CHAIN + ".profile";

  private static final String AUTO = "auto";

  /**
   * Reads the keys below {@code chain}.
   *
   * @throws ConfigException naming the key that is missing or wrong
   */
  public static ContractSettings read(Config chain) {
    ContractSettings settings =
        new ContractSettings(
            required(chain, "token"),
            required(chain, "payments"),
            required(chain, "storage"),
            required(chain, "mediation"),
            address(chain, "guard"),
            profile(chain));
    refuseOneForTwo(chain, settings.byKey());
    return settings;
  }

  /** One contract under two names is a slip of the pen. */
  private static void refuseOneForTwo(Config chain, Map<String, Address> byKey) {
    Map<Address, String> keys = new HashMap<>();
    byKey.forEach(
        (key, address) -> {
          String other = keys.putIfAbsent(address, key);
          if (other != null) {
            throw new ConfigException.BadValue(
                chain.origin(),
                key,
                "expected another contract than for " + other + ", got " + address + " for both");
          }
        });
  }

  /** The contracts whose logs count. */
  public Set<Address> watched() {
    return Set.of(token, payments, storage, mediation);
  }

  /** Everything that must be there, by the configuration key that names it. */
  public Map<String, Address> byKey() {
    Map<String, Address> all = new TreeMap<>();
    all.put(CHAIN + ".contracts.token", token);
    all.put(CHAIN + ".contracts.payments", payments);
    all.put(CHAIN + ".contracts.storage", storage);
    all.put(MEDIATION, mediation);
    guard.ifPresent(address -> all.put(GUARD, address));
    return all;
  }

  private static Address required(Config chain, String name) {
    return address(chain, name).orElseThrow(() -> bad(chain, "contracts." + name, "must be set"));
  }

  private static Optional<Address> address(Config chain, String name) {
    String text = chain.getString("contracts." + name);
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(Address.fromHex(text));
    } catch (MalformedValue e) {
      throw bad(chain, "contracts." + name, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<ContractProfile> profile(Config chain) {
    String text = chain.getString("profile");
    if (text.equalsIgnoreCase(AUTO)) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(ContractProfile.values())
            .filter(profile -> profile.key().equalsIgnoreCase(text))
            .findFirst()
            .orElseThrow(
                () -> bad(chain, "profile", "expected auto, ours or lilypad-v2, got " + text)));
  }

  private static ConfigException bad(Config chain, String key, String message) {
    return new ConfigException.BadValue(chain.origin(), CHAIN + "." + key, message);
  }
}
