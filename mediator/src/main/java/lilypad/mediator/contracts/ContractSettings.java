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
import lilypad.protocol.deal.ContractProfile;
import lilypad.verifier.config.CheckedConfig;

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
    CheckedConfig config = CheckedConfig.of(chain, CHAIN);
    ContractSettings settings =
        new ContractSettings(
            config.address("contracts.token"),
            config.address("contracts.payments"),
            config.address("contracts.storage"),
            config.address("contracts.mediation"),
            config.optionalAddress("contracts.guard"),
            profile(config));
    refuseOneForTwo(config, settings.byKey());
    return settings;
  }

  /** One contract under two names is a slip of the pen. */
  private static void refuseOneForTwo(CheckedConfig config, Map<String, Address> byKey) {
    Map<Address, String> keys = new HashMap<>();
    byKey.forEach(
        (key, address) -> {
          String other = keys.putIfAbsent(address, key);
          if (other != null) {
            throw config.bad(
                key.substring(CHAIN.length() + 1),
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

  private static Optional<ContractProfile> profile(CheckedConfig config) {
    String text = config.text("profile");
    if (text.equalsIgnoreCase(AUTO)) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(ContractProfile.values())
            .filter(profile -> profile.key().equalsIgnoreCase(text))
            .findFirst()
            .orElseThrow(
                () -> config.bad("profile", "expected auto, ours or lilypad-v2, got " + text)));
  }
}
