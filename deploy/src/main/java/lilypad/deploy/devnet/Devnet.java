package lilypad.deploy.devnet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lilypad.chain.anvil.Anvil;
import lilypad.chain.anvil.AnvilSettings;
import lilypad.chain.chaos.FaultTally;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.RpcSettings;
import lilypad.deploy.devnet.Deployment.Deployed;
import lilypad.market.DevnetAccount;
import lilypad.market.Marketplace;
import lilypad.market.WorkerAccounts;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.HeadAnchorAbi;
import lilypad.verifier.executor.wasm.WasmExecutor;
import lilypad.verifier.executor.wasm.WasmSettings;

/**
 * A market with a mediator on a chain of its own. Creator, provider and solver live in this
 * process; the chain, the mediator and each verifier in one of their own. Everything listens on
 * free ports of loopback and keeps its files in one folder.
 */
public final class Devnet implements AutoCloseable {

  /** The chain's id (EIP-155), Anvil's usual one. */
  public static final long CHAIN_ID = 31_337;

  private final ProcessFleet fleet;
  private final DevnetSettings settings;
  private final Path folder;
  private final WorkerAccounts accounts;
  private final Anvil anvil;
  private final Optional<FaultyLine> line;
  private final EvmChain chain;
  private final Marketplace market;
  private final Address anchor;
  private final List<MediatorSite> sites;

  private Devnet(
      ProcessFleet fleet,
      DevnetSettings settings,
      Path folder,
      WorkerAccounts accounts,
      Anvil anvil,
      Optional<FaultyLine> line,
      EvmChain chain,
      Marketplace market,
      Address anchor,
      List<MediatorSite> sites) {
    this.fleet = fleet;
    this.settings = settings;
    this.folder = folder;
    this.accounts = accounts;
    this.anvil = anvil;
    this.line = line;
    this.chain = chain;
    this.market = market;
    this.anchor = anchor;
    this.sites = List.copyOf(sites);
  }

  /**
   * Starts everything and waits until each mediator has all its verifiers.
   *
   * @param fleet takes the processes
   * @param folder takes all files; made if missing
   * @param progress is told each step
   * @throws CannotGoOn if a part does not come up
   */
  public static Devnet start(
      ProcessFleet fleet,
      Path folder,
      DevnetSettings settings,
      DevnetPlan plan,
      Consumer<String> progress) {
    try {
      Files.createDirectories(folder);
      progress.accept("starting the chain");
      Path binary = Anvil.binary(Anvil.projectRoot());
      Anvil anvil =
          fleet.chain(
              AnvilSettings.devnet(binary, folder.resolve("chain.log"))
                  .withSlotsInAnEpoch(plan.slotsInAnEpoch()));
      EvmChain chain = JsonRpcChain.connect(RpcSettings.of(anvil.url()));
      WorkerAccounts accounts = WorkerAccounts.devnet(plan.mediators() * plan.verifiers().size());
      progress.accept("deploying the contracts");
      Deployed deployed;
      Marketplace market;
      try (HurriedChain hurried = new HurriedChain(anvil)) {
        hurried.begin();
        deployed = plan.deployment().deploy(chain, accounts, settings);
        market = openMarket(folder, settings, chain, accounts, deployed);
      }
      progress.accept(
          plan.mediators() == 1
              ? "starting the mediator and " + plan.verifiers().size() + " verifiers"
              : "starting " + plan.mediators() + " mediators, each with its verifiers");
      Optional<FaultyLine> line =
          plan.chaos()
              .map(seed -> fleet.faultyLine(anvil.url(), seed, folder.resolve("chaos.log")));
      MediatorSite.Surroundings around =
          new MediatorSite.Surroundings(
              line.map(FaultyLine::url).orElse(anvil.url()).toString(),
              line.map(FaultyLine::headsUrl).orElse(anvil.headsUrl()).toString(),
              market.solverUrl().toString(),
              market.contentUrl().toString(),
              deployed,
              plan.cassandra(),
              plan.anchoring(),
              plan.more());
      List<MediatorSite> sites = sites(fleet, folder, settings, plan, accounts, around);
      Devnet devnet =
          new Devnet(
              fleet,
              settings,
              folder,
              accounts,
              anvil,
              line,
              chain,
              market,
              deployed.anchor(),
              sites);
      sites.forEach(MediatorSite::awaitReady);
      sites.forEach(site -> devnet.awaitAnchored(site));
      return devnet;
    } catch (IOException e) {
      throw new CannotGoOn(
          "The devnet cannot use " + folder + " or a port of loopback (" + e.getMessage() + ")",
          "See that the folder can be written",
          e);
    }
  }

  /**
   * Starts the smallest devnet once and ends it in order, unless that was done before: what it
   * leaves halves the time that every later service takes to start.
   *
   * @throws CannotGoOn if there is no EVM, or a part does not come up
   */
  public static void rehearse(
      ProcessFleet fleet, Path folder, DevnetSettings settings, Consumer<String> progress) {
    Path unused = Anvil.binary(Anvil.projectRoot());
    if (ClassArchive.isMissing(MediatorSite.SERVICES)) {
      DevnetPlan smallest = new DevnetPlan(Deployment.OURS, 1, 1, 1);
      progress.accept("once, so that all services start in half the time");
      start(fleet, folder, settings, smallest, step -> {}).close();
    }
  }

  private static Marketplace openMarket(
      Path folder,
      DevnetSettings settings,
      EvmChain chain,
      WorkerAccounts accounts,
      Deployed deployed)
      throws IOException {
    return Marketplace.open(
        chain,
        deployed.contracts(),
        accounts,
        new WasmExecutor(WasmSettings.in(folder.resolve("provider").resolve("runs"))),
        settings.market(),
        settings.sending(),
        folder.resolve("provider").resolve("blocks"));
  }

  private static List<MediatorSite> sites(
      ProcessFleet fleet,
      Path folder,
      DevnetSettings settings,
      DevnetPlan plan,
      WorkerAccounts accounts,
      MediatorSite.Surroundings around) {
    List<DevnetAccount> signers = List.of(accounts.mediator(), accounts.secondMediator());
    List<MediatorSite> sites = new ArrayList<>();
    for (int i = 0; i < plan.mediators(); i++) {
      int first = i * plan.verifiers().size();
      sites.add(
          new MediatorSite(
              fleet,
              settings,
              new ServiceFiles(folder),
              new MediatorSite.Staff(
                  i == 0 ? "mediator" : "mediator-" + (i + 1),
                  signers.get(i),
                  first + 1,
                  accounts.verifiers().subList(first, first + plan.verifiers().size()),
                  plan.verifiers()),
              around));
    }
    return sites;
  }

  /** From here on a mediator's transactions are those of its deals, until the next anchoring. */
  private void awaitAnchored(MediatorSite site) {
    Address signer = site.signer().address();
    new Waiting(this::unexpectedEnd, settings.boot())
        .until(
            "the first tree head that " + site.name() + " anchors",
            () -> anchored(signer).exists());
  }

  /** The newest head that an account anchored, as of the chain's head. */
  public HeadAnchorAbi.Anchored anchored(Address signer) {
    CallOutcome told = chain.simulate(signer, anchor, HeadAnchorAbi.newest(signer), Wei.ZERO);
    return switch (told) {
      case CallOutcome.Succeeded succeeded -> HeadAnchorAbi.anchored(succeeded.output());
      case Reverted reverted -> throw new IllegalStateException(reverted.reason());
    };
  }

  /** What the devnet was started with. */
  public DevnetSettings settings() {
    return settings;
  }

  /** Who plays which part. */
  public WorkerAccounts accounts() {
    return accounts;
  }

  /** The chain's process. */
  public Anvil anvil() {
    return anvil;
  }

  /** The chain. */
  public EvmChain chain() {
    return chain;
  }

  /** The other side of the deals. */
  public Marketplace market() {
    return market;
  }

  /** The contract in which the mediators anchor their tree heads. */
  public Address anchor() {
    return anchor;
  }

  /** The first or only mediator with its verifiers. */
  public MediatorSite site() {
    return sites.getFirst();
  }

  /** All mediators with their verifiers. */
  public List<MediatorSite> sites() {
    return sites;
  }

  /** The faults that its mediators met on the way to their chain. */
  public FaultTally dealtFaults() {
    return line.map(FaultyLine::dealt).orElse(FaultTally.NONE);
  }

  /** Which of its services ended that should live. */
  public Optional<String> unexpectedEnd() {
    return sites.stream().flatMap(site -> site.unexpectedEnd().stream()).findFirst();
  }

  /** The folder with all files. */
  public Path folder() {
    return folder;
  }

  /** Stops the parties in this process and all processes of this devnet. */
  @Override
  public void close() {
    sites.forEach(MediatorSite::close);
    line.ifPresent(fleet::end);
    market.close();
    chain.close();
    fleet.end(anvil);
  }
}
