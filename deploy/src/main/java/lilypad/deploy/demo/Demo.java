package lilypad.deploy.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.StartupRefused;
import lilypad.chain.send.CallReverted;
import lilypad.chain.send.TransactionFailed;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.ProcessFleet;
import lilypad.deploy.devnet.Waiting;
import lilypad.market.contracts.ReadRefused;
import lilypad.market.provider.RunFailed;

/**
 * Plays scenarios. Those that leave chain and mediator as they are share a market; one that
 * replaces blocks, stops mining or kills the mediator has a market of its own. Two markets run at a
 * time.
 */
public final class Demo implements AutoCloseable {

  private static final int AT_A_TIME = 2;

  /** The markets, each with its scenarios in their order; the last of the first stops verifiers. */
  private static final List<Set<ScenarioName>> MARKETS =
      List.of(
          EnumSet.of(
              ScenarioName.HONEST,
              ScenarioName.CHEAT,
              ScenarioName.CRASHING_VERIFIER,
              ScenarioName.ALL_VERIFIERS_DOWN),
          EnumSet.of(ScenarioName.KILL_MEDIATOR),
          EnumSet.of(ScenarioName.REORG));

  private final Path folder;
  private final boolean keep;
  private final BiConsumer<String, String> progress;
  private final Consumer<ScenarioReport> done;
  private final DemoSettings settings = DemoSettings.load();
  private final ProcessFleet fleet = ProcessFleet.open();
  private final List<Devnet> kept = new ArrayList<>();

  /**
   * @param folder takes all files
   * @param keep leaves the markets running after their scenarios, until {@link #close}
   * @param progress is told each step, with the name of the market or the scenario
   * @param done is told each scenario as it ends
   */
  Demo(
      Path folder,
      boolean keep,
      BiConsumer<String, String> progress,
      Consumer<ScenarioReport> done) {
    this.folder = folder;
    this.keep = keep;
    this.progress = progress;
    this.done = done;
  }

  /**
   * Plays the scenarios.
   *
   * @return how each went, in the order of {@link ScenarioName}
   * @throws StartupRefused if a market does not come up
   * @throws InterruptedException if the thread was interrupted
   */
  List<ScenarioReport> play(Set<ScenarioName> wanted) throws InterruptedException {
    List<Callable<List<ScenarioReport>>> markets = new ArrayList<>();
    for (Set<ScenarioName> market : MARKETS) {
      List<ScenarioName> chosen = market.stream().filter(wanted::contains).sorted().toList();
      if (!chosen.isEmpty()) {
        markets.add(() -> playMarket(chosen));
      }
    }
    List<ScenarioReport> reports = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (Future<List<ScenarioReport>> market : threads.invokeAll(markets)) {
        reports.addAll(outcome(market));
      }
    }
    reports.sort(Comparator.comparing(ScenarioReport::name));
    return List.copyOf(reports);
  }

  private static List<ScenarioReport> outcome(Future<List<ScenarioReport>> market)
      throws InterruptedException {
    try {
      return market.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw new IllegalStateException("a market broke off", e.getCause());
    }
  }

  private List<ScenarioReport> playMarket(List<ScenarioName> scenarios)
      throws InterruptedException {
    String market = scenarios.getFirst().text();
    Devnet devnet =
        Devnet.start(
            fleet,
            folder.resolve(market),
            settings.devnet(),
            step -> progress.accept(market, step));
    List<ScenarioReport> reports = new ArrayList<>();
    try {
      for (ScenarioName name : scenarios) {
        ScenarioReport report = playOne(name, devnet);
        done.accept(report);
        reports.add(report);
      }
    } finally {
      leave(devnet);
    }
    return reports;
  }

  private ScenarioReport playOne(ScenarioName name, Devnet devnet) throws InterruptedException {
    Scenario scenario = Scenario.of(name, settings);
    Dispute dispute =
        new Dispute(
            name,
            scenario.expectedVerdict(),
            devnet,
            new Waiting(fleet, settings.patience()),
            step -> progress.accept(name.text(), step));
    try {
      scenario.play(dispute);
      return dispute.report();
    } catch (Waiting.Overdue
        | StartupRefused
        | RpcFault
        | CallReverted
        | TransactionFailed
        | ReadRefused
        | RunFailed e) {
      dispute.expect().stoppedBy(e.toString());
      return dispute.brokenOff();
    }
  }

  private void leave(Devnet devnet) {
    if (keep) {
      synchronized (kept) {
        kept.add(devnet);
      }
    } else {
      devnet.close();
    }
  }

  /** The markets that were left running. */
  List<Devnet> kept() {
    synchronized (kept) {
      return List.copyOf(kept);
    }
  }

  @Override
  public void close() {
    kept().forEach(Devnet::close);
    fleet.close();
  }
}
