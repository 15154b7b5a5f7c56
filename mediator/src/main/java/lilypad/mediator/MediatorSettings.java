package lilypad.mediator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lilypad.chain.doorbell.DoorbellSettings;
import lilypad.mediator.audit.AuditSettings;
import lilypad.mediator.contracts.ContractSettings;
import lilypad.mediator.contracts.ServedContracts;
import lilypad.mediator.deal.KnownAnswers;
import lilypad.mediator.deal.MediationSettings;
import lilypad.mediator.intake.IntakeSettings;
import lilypad.mediator.panel.NodeGatewaySettings;
import lilypad.mediator.panel.RosterSettings;
import lilypad.mediator.recheck.RecheckSettings;
import lilypad.mediator.settle.WalletSettings;
import lilypad.protocol.Address;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.Wei;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.sign.SigningDomain;
import lilypad.verifier.config.CheckedConfig;
import lilypad.verifier.key.KeyFile;

/**
 * All that a mediator is told, read once; {@code reference.conf} says what each key means.
 *
 * @param rpc the chain's endpoints in order of preference, at least one
 * @param doorbell where new heads are announced
 * @param contracts the contracts it is to serve
 * @param mediation panels, their times, and the numbers of the adjudication
 * @param differenceTimeout how long to look where a claim and a result differ
 * @param dealIdle after how long without a word a deal leaves memory
 * @param dealsInMemory how many deals may be in memory before the one left alone longest leaves it
 * @param canaries jobs whose results are known
 * @param patience how long something may stand still before its health is bad
 * @param snapshots how often states are kept beside the journal
 * @param audit how the record is vouched for
 */
public record MediatorSettings(
    KeyFile key,
    Path dataFolder,
    List<URI> gateways,
    List<URI> rpc,
    Optional<DoorbellSettings> doorbell,
    long chainId,
    ContractSettings contracts,
    Wei leastBalance,
    URI solver,
    Duration solverTimeout,
    long jobMemory,
    MediationSettings mediation,
    KnownAnswers canaries,
    IntakeSettings intake,
    RecheckSettings recheck,
    WalletSettings wallet,
    NodeGatewaySettings gateway,
    RosterSettings roster,
    Duration differenceTimeout,
    Duration dealIdle,
    int dealsInMemory,
    Duration patience,
    SnapshotSettings snapshots,
    AuditSettings audit,
    InetSocketAddress api) {

  private static final String ROOT = "lilypad.mediator";

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
    RosterSettings roster = RosterSettings.read(verifiers.config());
    MediationSettings mediation = MediationSettings.read(mediator.config(), roster::operator);
    return new MediatorSettings(
        KeyFile.read(mediator.config(), ROOT),
        Path.of(mediator.text("data-folder")),
        mediator.urls("gateways"),
        chain.oneOrMoreUrls("rpc"),
        chain
            .optionalWebSocket("doorbell")
            .map(url -> DoorbellSettings.from(root.getConfig("lilypad.chain.doorbell"), url)),
        chainId,
        contracts,
        wei(chain),
        mediator.url("solver.url"),
        mediator.duration("solver.timeout"),
        mediator.bytes("panel.memory", Long.MAX_VALUE),
        mediation,
        KnownAnswers.read(mediator.config()),
        IntakeSettings.read(chain.config(), chainId, contracts.storage(), contracts.watched()),
        RecheckSettings.read(mediator.config()),
        WalletSettings.read(root, chainId),
        NodeGatewaySettings.read(verifiers.config()),
        roster.judgedBy(mediation.rulebook().referee().map(RefereeRule::node)),
        mediator.duration("difference.timeout"),
        dealIdle(mediator),
        mediator.wholeInt("deals.most-in-memory", 1_000, 10_000_000),
        mediator.duration("health.patience"),
        SnapshotSettings.read(mediator.below("snapshots").config()),
        AuditSettings.read(mediator.below("audit").config()),
        mediator.listening("api.host", "api.port"));
  }

  /** A comparison that runs must find its deal in memory when it is done. */
  private static Duration dealIdle(CheckedConfig mediator) {
    Duration idle = mediator.duration("deals.idle");
    Duration comparing = mediator.duration("difference.timeout");
    if (idle.compareTo(comparing) <= 0) {
      throw mediator.bad(
          "deals.idle", "expected more than difference.timeout, " + comparing + ", got " + idle);
    }
    return idle;
  }

  /** The storage contract, which names the deals and binds the signatures. */
  public Address storage() {
    return intake.storage();
  }

  /** What verifiers' signatures are bound to. */
  public SigningDomain domain() {
    return new SigningDomain(chainId, storage());
  }

  /**
   * What deals are decided by, for one signer and the contracts that were found.
   *
   * @throws ConfigException if the roster has the signer paid for a node
   */
  public DealSettings deal(Address signer, ServedContracts found) {
    roster.refusePaying(signer);
    return mediation
        .deal(signer, found.profile(), found.route(), domain(), wallet.level())
        .hurrying(wallet.hurries());
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
