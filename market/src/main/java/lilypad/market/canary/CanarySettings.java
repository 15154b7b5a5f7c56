package lilypad.market.canary;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import lilypad.chain.rpc.RpcSettings;
import lilypad.chain.send.SendSettings;
import lilypad.market.offer.DealTerms;
import lilypad.protocol.Address;
import lilypad.protocol.ContractSet;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Timeouts;
import lilypad.protocol.rules.Probability;
import lilypad.verifier.config.CheckedConfig;
import lilypad.verifier.config.KnownJob;
import lilypad.verifier.key.KeyFile;

/**
 * The service that brings canaries; read from {@code lilypad.canaries}, documented in this module's
 * {@code reference.conf}. The terms of its deals are those of {@code lilypad.market.terms}.
 *
 * @param dataFolder what is open
 * @param rpc the chain's node
 * @param chainId the chain's id (EIP-155)
 * @param contracts where the market is
 * @param solver where its solver listens
 * @param solverAddress the solver's account, which deals name
 * @param mediators whom the deals name
 * @param gateways where modules and input files come from
 * @param fetchTimeout for one block from them, and for one answer of the solver
 * @param blocksQuota bytes that fetched blocks may have
 * @param creators keys of those who pay
 * @param providers those who claim
 * @param jobs with their results
 * @param plan when canaries come, and what they may cost
 * @param timeouts the deadlines of all deals, which offers do not name
 * @param sending how transactions are sent
 */
public record CanarySettings(
    Path dataFolder,
    RpcSettings rpc,
    long chainId,
    ContractSet contracts,
    URI solver,
    Address solverAddress,
    List<Address> mediators,
    List<URI> gateways,
    Duration fetchTimeout,
    long blocksQuota,
    List<KeyFile> creators,
    List<Provider> providers,
    List<KnownJob> jobs,
    CanaryPlan plan,
    Timeouts timeouts,
    SendSettings sending) {

  /**
   * One that claims.
   *
   * @param key its account's
   * @param terms of the deals that it gets
   */
  public record Provider(KeyFile key, DealTerms terms) {}

  static final String SECTION = "lilypad.canaries";

  private static final Set<String> KEY_NAMES = Set.of("key-file", "key-password-file");

  private static final String PRICES = "prices";

  private static final Set<String> PROVIDERS_NAMES =
      Set.of("key-file", "key-password-file", PRICES);

  private static final Set<String> PRICE_NAMES =
      Set.of(
          "instruction-price",
          "payment-collateral",
          "results-collateral-multiple",
          "mediation-fee");

  /** A claim that came when the time for it was all but over would stand out. */
  private static final long SHARE_OF_THE_TIME_TO_CLAIM = 2;

  private static final int MOST_LEARNT_FROM = 64;

  /** More than that is a load test. */
  private static final double MOST_A_DAY = 100_000;

  public CanarySettings {
    mediators = List.copyOf(mediators);
    gateways = List.copyOf(gateways);
    creators = List.copyOf(creators);
    providers = List.copyOf(providers);
    jobs = List.copyOf(jobs);
  }

  /**
   * Reads a whole configuration.
   *
   * @throws ConfigException naming the key that is missing or wrong
   */
  public static CanarySettings from(Config root) {
    CheckedConfig section = CheckedConfig.at(root, SECTION);
    CheckedConfig chain = section.below("chain");
    CheckedConfig contracts = chain.below("contracts");
    CheckedConfig solver = section.below("solver");
    return new CanarySettings(
        Path.of(section.text("data-folder")),
        RpcSettings.from(
            root.getConfig("lilypad.chain.rpc")
                .withValue("url", ConfigValueFactory.fromAnyRef(chain.url("rpc").toString()))),
        chain.whole("chain-id", 1, Long.MAX_VALUE),
        new ContractSet(
            contracts.address("token"),
            contracts.address("payments"),
            contracts.address("storage"),
            contracts.address("users"),
            contracts.address("mediation"),
            contracts.address("controller")),
        solver.url("url"),
        solver.address("address"),
        some(section, "mediators", mediators(section)),
        some(section, "gateways", section.urls("gateways")),
        section.duration("fetch-timeout"),
        section.bytes("blocks-quota", Long.MAX_VALUE),
        keys(section, "creators"),
        providers(section, root),
        some(
            section,
            "jobs",
            KnownJob.list(section.config().getConfigList("jobs"), SECTION + ".jobs")),
        plan(section, DealTerms.from(root)),
        DealTerms.from(root).timeouts(),
        SendSettings.from(root.getConfig("lilypad.chain.send")));
  }

  private static CanaryPlan plan(CheckedConfig section, DealTerms terms) {
    CheckedConfig judge = section.below("accept");
    CheckedConfig most = section.below("most-a-day");
    Probability earliest = fraction(judge, "earliest");
    Probability latest = fraction(judge, "latest");
    if (latest.thousandths() < earliest.thousandths() || latest.equals(Probability.ONE)) {
      throw judge.bad(
          "latest", "expected from earliest (" + earliest + ") to below 1, got " + latest);
    }
    double aDay = section.config().getDouble("a-day");
    if (!(aDay > 0 && aDay <= MOST_A_DAY)) {
      throw section.bad("a-day", "expected above 0 to " + MOST_A_DAY + ", got " + aDay);
    }
    Duration matchWithin = section.duration("match-within");
    Between machine = between(section.below("machine-after"), matchWithin);
    CheckedConfig run = section.below("run");
    Duration longestRun = terms.submitResults().dividedBy(SHARE_OF_THE_TIME_TO_CLAIM);
    return new CanaryPlan(
        aDay,
        fraction(section, "wrong-claims"),
        checked(most, "coins", () -> new Wei(new BigInteger(most.text("coins")))),
        Wei.ofWhole(most.whole("tokens", 0, Long.MAX_VALUE)),
        earliest,
        latest,
        matchWithin,
        machine,
        between(run, longestRun),
        run.wholeInt("learn-from", 0, MOST_LEARNT_FROM),
        longestRun,
        section.duration("poll"));
  }

  /** Whole seconds from {@code least} to {@code most}, which is not above {@code limit}. */
  private static Between between(CheckedConfig section, Duration limit) {
    Duration least = section.config().getDuration("least");
    Duration most = section.config().getDuration("most");
    if (least.isNegative()) {
      throw section.bad("least", "expected at least 0, got " + least);
    }
    if (most.compareTo(least) < 0 || most.compareTo(limit) > 0) {
      throw section.bad("most", "expected from " + least + " to " + limit + ", got " + most);
    }
    return new Between(least, most);
  }

  private static Probability fraction(CheckedConfig section, String key) {
    return checked(section, key, () -> Probability.of(section.text(key)));
  }

  private static List<Address> mediators(CheckedConfig section) {
    return checked(
        section,
        "mediators",
        () -> section.config().getStringList("mediators").stream().map(Address::fromHex).toList());
  }

  private static List<KeyFile> keys(CheckedConfig section, String key) {
    List<KeyFile> keys =
        section.config().getConfigList(key).stream()
            .map(one -> key(section, key, one, KEY_NAMES))
            .toList();
    return some(section, key, keys);
  }

  private static List<Provider> providers(CheckedConfig section, Config root) {
    String key = "providers";
    List<Provider> all =
        section.config().getConfigList(key).stream()
            .map(
                one ->
                    new Provider(
                        key(section, key, one, PROVIDERS_NAMES), terms(section, key, one, root)))
            .toList();
    return some(section, key, all);
  }

  /** What a provider does not ask itself is as the market's terms have it. */
  private static DealTerms terms(CheckedConfig section, String key, Config entry, Config root) {
    if (!entry.hasPath(PRICES)) {
      return DealTerms.from(root);
    }
    Config prices = entry.getConfig(PRICES);
    if (!PRICE_NAMES.containsAll(prices.root().keySet())) {
      throw section.bad(key, "expected prices of " + PRICE_NAMES + ", got " + prices.root());
    }
    return DealTerms.from(prices.atPath("lilypad.market.terms").withFallback(root));
  }

  private static KeyFile key(CheckedConfig section, String key, Config entry, Set<String> names) {
    if (!names.containsAll(entry.root().keySet()) || !entry.hasPath("key-file")) {
      throw section.bad(key, "expected key-file and, if needed, others of " + names);
    }
    return new KeyFile(
        Path.of(entry.getString("key-file")),
        entry.hasPath("key-password-file")
            ? Optional.of(Path.of(entry.getString("key-password-file")))
            : Optional.empty(),
        KeyFile.Names.inSection(SECTION + "." + key));
  }

  private static <T> List<T> some(CheckedConfig section, String key, List<T> list) {
    if (list.isEmpty()) {
      throw section.bad(key, "expected at least one, got none");
    }
    return list;
  }

  private static <T> T checked(CheckedConfig section, String key, Supplier<T> read) {
    try {
      return read.get();
    } catch (MalformedValue e) {
      throw section.bad(key, String.valueOf(e.getMessage()));
    } catch (NumberFormatException e) {
      throw section.bad(key, "expected a whole number, as text, of wei");
    }
  }
}
