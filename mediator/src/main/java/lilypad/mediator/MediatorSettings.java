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
import lilypad.protocol.rules.Adjudication;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.sign.SigningDomain;
import lilypad.verifier.config.CheckedConfig;
import lilypad.verifier.key.KeyFile;

/**
 * All that a mediator is told, read once; {@code reference.conf} says what each key means.
 *
 * @param rpc the chain's endpoints in order of preference, at least one
 * @param contracts the contracts it is to serve
 * @param differenceTimeout how long to look where a claim and a result differ
 * @param patience how long something may stand still before its health is bad
 */
public record MediatorSettings(
    KeyFile key,
    Path dataFolder,
    List<URI> gateways,
    List<URI> rpc,
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

  /** Seconds of a panel's waits: ten years, so that sums of times stay times. */
  private static final long LONGEST = 10L * 366 * 24 * 60 * 60;

  /**
   * Reads everything.
   *
   * @throws ConfigException naming the key that is missing or wrong
   */
  public static MediatorSettings read(Config root) {
    CheckedConfig mediator = CheckedConfig.at(root, ROOT);
    CheckedConfig chain = mediator.below("chain");
    CheckedConfig verifiers = mediator.below("verifiers");
    long chainId = chain.whole("chain-id", 1, Long.MAX_VALUE);
    ContractSettings contracts = ContractSettings.read(chain.config());
    return new MediatorSettings(
        KeyFile.read(mediator.config(), ROOT),
        Path.of(mediator.text("data-folder")),
        mediator.urls("gateways"),
        chain.oneOrMoreUrls("rpc"),
        chainId,
        contracts,
        wei(chain),
        mediator.url("solver.url"),
        mediator.duration("solver.timeout"),
        mediator.bytes("panel.memory", Long.MAX_VALUE),
        IntakeSettings.read(chain.config(), chainId, contracts.storage(), contracts.watched()),
        WalletSettings.read(root, chainId),
        NodeGatewaySettings.read(verifiers.config()),
        RosterSettings.read(verifiers.config()),
        mediator.duration("difference.timeout"),
        mediator.duration("health.patience"),
        mediator.listening("api.host", "api.port"));
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
    CheckedConfig panel = CheckedConfig.at(root, ROOT + ".panel");
    CheckedConfig rule = CheckedConfig.at(root, ROOT + ".adjudication");
    int size = panel.wholeInt("size", Adjudication.INDEPENDENT, Tally.Parameters.MOST_VOTES);
    return new DealSettings(
        signer,
        found.profile(),
        found.route(),
        domain(),
        new Tally.Parameters(
            rule.wholeInt("odds", Tally.Parameters.LEAST_ODDS, Tally.Parameters.MOST_ODDS),
            credibility(rule, "accept-above"),
            credibility(rule, "reject-above"),
            panel.wholeInt("largest", size, Tally.Parameters.MOST_VOTES)),
        size,
        panel.wholeInt("smallest", Adjudication.INDEPENDENT, size),
        panel.whole("assembly", 0, LONGEST),
        panel.whole("commit-window", 1, LONGEST),
        panel.whole("reveal-window", 1, LONGEST),
        panel.whole("margin", 1, LONGEST),
        wallet.level());
  }

  private static int credibility(CheckedConfig rule, String key) {
    return rule.wholeInt(
        key, Tally.Parameters.LEAST_CREDIBILITY, Tally.Parameters.MOST_CREDIBILITY);
  }

  private static Wei wei(CheckedConfig chain) {
    String text = chain.text("least-balance");
    try {
      return new Wei(new BigInteger(text));
    } catch (NumberFormatException | MalformedValue e) {
      throw chain.bad("least-balance", "expected an amount in wei, got " + text);
    }
  }
}
