package lilypad.mediator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lilypad.mediator.contracts.ContractSettings;
import lilypad.mediator.contracts.ServedContracts;
import lilypad.mediator.intake.IntakeSettings;
import lilypad.mediator.panel.NodeGatewaySettings;
import lilypad.mediator.panel.RosterSettings;
import lilypad.mediator.settle.WalletSettings;
import lilypad.protocol.Address;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.Wei;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.sign.SigningDomain;
import lilypad.verifier.key.KeyFile;

/**
 * All that a mediator is told, read once; {@code reference.conf} says what each key means.
 *
 * @param contracts the contracts it is to serve
 * @param differenceTimeout how long to look where a claim and a result differ
 * @param patience how long something may stand still before its health is bad
 */
public record MediatorSettings(
    KeyFile key,
    Path dataFolder,
    List<URI> gateways,
    URI rpc,
    long chainId,
    ContractSettings contracts,
    Wei leastBalance,
    URI solver,
    Duration solverTimeout,
    long jobMemory,
    IntakeSettings intake,
    WalletSettings wallet,
    NodeGatewaySettings gateway,
    RosterSettings roster,
    Duration differenceTimeout,
    Duration patience,
    InetSocketAddress api) {

  private static final String ROOT = "lilypad.mediator";

  /**
   * Reads everything.
   *
   * @throws ConfigException naming the key that is missing or wrong
   */
  public static MediatorSettings read(Config root) {
    Config mediator = root.getConfig(ROOT);
    long chainId = mediator.getLong("chain.chain-id");
    if (chainId <= 0) {
      throw bad(mediator, "chain.chain-id", "expected the chain's id, got " + chainId);
    }
    ContractSettings contracts = ContractSettings.read(mediator.getConfig("chain"));
    return new MediatorSettings(
        KeyFile.read(mediator, ROOT),
        Path.of(mediator.getString("data-folder")),
        mediator.getStringList("gateways").stream()
            .map(text -> uri(mediator, "gateways", text))
            .toList(),
        uri(mediator, "chain.rpc", required(mediator, "chain.rpc")),
        chainId,
        contracts,
        wei(mediator),
        uri(mediator, "solver.url", required(mediator, "solver.url")),
        mediator.getDuration("solver.timeout"),
        mediator.getBytes("panel.memory"),
        IntakeSettings.read(
            mediator.getConfig("chain"), chainId, contracts.storage(), contracts.watched()),
        WalletSettings.read(root, chainId),
        NodeGatewaySettings.read(mediator.getConfig("verifiers")),
        RosterSettings.read(mediator.getConfig("verifiers")),
        mediator.getDuration("difference.timeout"),
        mediator.getDuration("health.patience"),
        new InetSocketAddress(mediator.getString("api.host"), mediator.getInt("api.port")));
  }

  /** The storage contract, which names the deals and binds the signatures. */
  public Address storage() {
    return intake.storage();
  }

  /** What verifiers' signatures are bound to. */
  public SigningDomain domain() {
    return new SigningDomain(chainId, storage());
  }

  /** What deals are decided by, for one signer and the contracts that were found. */
  public DealSettings deal(Config root, Address signer, ServedContracts found) {
    Config mediator = root.getConfig(ROOT);
    Config panel = mediator.getConfig("panel");
    Config rule = mediator.getConfig("adjudication");
    DealSettings settings =
        new DealSettings(
            signer,
            found.profile(),
            found.route(),
            domain(),
            new Tally.Parameters(
                rule.getInt("odds"),
                rule.getInt("accept-above"),
                rule.getInt("reject-above"),
                panel.getInt("largest")),
            panel.getInt("size"),
            panel.getInt("smallest"),
            panel.getLong("assembly"),
            panel.getLong("commit-window"),
            panel.getLong("reveal-window"),
            panel.getLong("margin"),
            wallet.level());
    if (settings.smallestPanel() < 2 || settings.panel() < settings.smallestPanel()) {
      throw bad(
          mediator,
          "panel",
          "expected 2 <= smallest <= size, got smallest "
              + settings.smallestPanel()
              + ", size "
              + settings.panel());
    }
    return settings;
  }

  private static Wei wei(Config mediator) {
    String text = mediator.getString("chain.least-balance");
    try {
      return new Wei(new BigInteger(text));
    } catch (NumberFormatException | MalformedValue e) {
      throw bad(mediator, "chain.least-balance", "expected an amount in wei, got " + text);
    }
  }

  private static String required(Config mediator, String key) {
    String text = mediator.getString(key);
    if (text.isBlank()) {
      throw bad(mediator, key, "must be set");
    }
    return text;
  }

  private static URI uri(Config mediator, String key, String text) {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw bad(mediator, key, "expected an http or https URL, got " + text);
    }
    throw bad(mediator, key, "expected an http or https URL, got " + text);
  }

  private static ConfigException bad(Config mediator, String key, String message) {
    return new ConfigException.BadValue(mediator.origin(), ROOT + "." + key, message);
  }
}
