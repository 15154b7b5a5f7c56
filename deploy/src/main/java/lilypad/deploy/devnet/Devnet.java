package lilypad.deploy.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import lilypad.chain.anvil.Anvil;
import lilypad.chain.anvil.AnvilSettings;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcSettings;
import lilypad.chain.rpc.StartupRefused;
import lilypad.deploy.devnet.ServiceFiles.MediatorPlan;
import lilypad.market.Marketplace;
import lilypad.market.WorkerAccounts;
import lilypad.protocol.ContractSet;
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

  private static final String MEDIATOR = "mediator";

  private final ProcessFleet fleet;
  private final DevnetSettings settings;
  private final ServiceFiles files;
  private final WorkerAccounts accounts;
  private final Anvil anvil;
  private final EvmChain chain;
  private final Marketplace market;
  private final MediatorPlan plan;
  private final MediatorApi api;
  private final List<FleetProcess> verifiers = new ArrayList<>();
  private final Path mediatorFile;
  private FleetProcess mediator;
  private int starts;

  private Devnet(
      ProcessFleet fleet,
      DevnetSettings settings,
      ServiceFiles files,
      WorkerAccounts accounts,
      Anvil anvil,
      EvmChain chain,
      Marketplace market) {
    this.fleet = fleet;
    this.settings = settings;
    this.files = files;
    this.accounts = accounts;
    this.anvil = anvil;
    this.chain = chain;
    this.market = market;
    this.plan =
        new MediatorPlan(
            anvil.url().toString(),
            market.solverUrl().toString(),
            market.contentUrl().toString(),
            market.contracts(),
            freePort(),
            freePort(),
            settings.panel());
    this.api = new MediatorApi(URI.create("http://127.0.0.1:" + plan.apiPort()));
    this.mediatorFile = files.mediator(accounts, plan);
    this.mediator = launchMediator();
    for (int i = 0; i < settings.verifiers(); i++) {
      verifiers.add(launchVerifier(i, Map.of()));
    }
  }

  /**
   * Starts everything and waits until the mediator has all its verifiers.
   *
   * @param fleet takes the processes
   * @param folder takes all files; made if missing
   * @param progress is told each step
   * @throws StartupRefused if a part does not come up
   */
  public static Devnet start(
      ProcessFleet fleet, Path folder, DevnetSettings settings, Consumer<String> progress) {
    try {
      Files.createDirectories(folder);
      progress.accept("starting the chain");
      Path binary = Anvil.binary(Anvil.projectRoot());
      Anvil anvil = fleet.chain(AnvilSettings.devnet(binary, folder.resolve("chain.log")));
      EvmChain chain = JsonRpcChain.connect(RpcSettings.of(anvil.url()));
      WorkerAccounts accounts = WorkerAccounts.devnet(settings.verifiers());
      progress.accept("deploying the contracts");
      Marketplace market = openMarket(folder, settings, anvil, chain, accounts);
      progress.accept("starting the mediator and " + settings.verifiers() + " verifiers");
      Devnet devnet =
          new Devnet(fleet, settings, new ServiceFiles(folder), accounts, anvil, chain, market);
      devnet.awaitReady();
      return devnet;
    } catch (IOException e) {
      throw new StartupRefused(
          "The devnet cannot use " + folder + " or a port of loopback (" + e.getMessage() + ")",
          "See that the folder can be written",
          e);
    }
  }

  private static Marketplace openMarket(
      Path folder, DevnetSettings settings, Anvil anvil, EvmChain chain, WorkerAccounts accounts)
      throws IOException {
    try (HurriedChain hurried = new HurriedChain(anvil)) {
      hurried.begin();
      ContractSet contracts =
          Marketplace.deploy(chain, accounts, settings.market(), settings.sending());
      return Marketplace.open(
          chain,
          contracts,
          accounts,
          new WasmExecutor(WasmSettings.in(folder.resolve("provider").resolve("runs"))),
          settings.market(),
          settings.sending(),
          folder.resolve("provider").resolve("blocks"));
    }
  }

  private void awaitReady() {
    mediator.awaitReady(settings.boot());
    verifiers.forEach(verifier -> verifier.awaitReady(settings.boot()));
    awaitConnected(settings.verifiers());
  }

  /** Waits until so many verifiers are connected to the mediator. */
  public void awaitConnected(int count) {
    new Waiting(fleet, settings.boot())
        .until(
            count + " verifiers connected to the mediator",
            () -> api.connectedVerifiers() == count);
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

  /** What the mediator tells. */
  public MediatorApi api() {
    return api;
  }

  /** The mediator's process. */
  public FleetProcess mediator() {
    return mediator;
  }

  /** A verifier's process, from 0. */
  public FleetProcess verifier(int index) {
    return verifiers.get(index);
  }

  /** All verifiers' processes. */
  public List<FleetProcess> verifiers() {
    return List.copyOf(verifiers);
  }

  /** Where the mediator keeps its journal. */
  public Path journal() {
    return files.home(MEDIATOR).resolve("data").resolve("journal");
  }

  /** The folder with all files. */
  public Path folder() {
    return files.folder();
  }

  /** Starts the mediator again on the same data, after {@link FleetProcess#kill} or stop. */
  public void restartMediator() {
    mediator = launchMediator();
    mediator.awaitReady(settings.boot());
  }

  /**
   * Ends a verifier and starts it again with more configuration.
   *
   * @param more keys below {@code lilypad.verifier}, with their values
   */
  public void restartVerifier(int index, Map<String, Object> more) {
    verifiers.get(index).stop();
    FleetProcess again = launchVerifier(index, more);
    verifiers.set(index, again);
    again.awaitReady(settings.boot());
  }

  private FleetProcess launchMediator() {
    return launch(MEDIATOR, settings.mediatorHeap(), MEDIATOR, mediatorFile);
  }

  private FleetProcess launchVerifier(int index, Map<String, Object> more) {
    String name = "verifier-" + (index + 1);
    Path file = files.verifier(name, accounts.verifiers().get(index), accounts, plan, more);
    return launch(name, settings.verifierHeap(), "verifier", file);
  }

  private FleetProcess launch(String name, long heap, String command, Path file) {
    starts++;
    List<String> flags =
        new ArrayList<>(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    flags.addAll(ClassArchive.flags(command));
    return fleet.lilypad(
        name,
        flags,
        List.of(command, "--config", file.toString()),
        files.log(name, starts),
        command + " ready: ");
  }

  /** A port that was free a moment ago: a service that is started again must have the same one. */
  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("looking for a free port of loopback", e);
    }
  }

  /** Stops the parties in this process and all processes of this devnet. */
  @Override
  public void close() {
    verifiers.forEach(FleetProcess::beginStop);
    mediator.stop();
    verifiers.forEach(FleetProcess::stop);
    market.close();
    api.close();
    chain.close();
    fleet.end(anvil);
  }
}
