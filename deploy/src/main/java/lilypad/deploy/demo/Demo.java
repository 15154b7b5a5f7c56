package lilypad.deploy.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import lilypad.chain.chaos.FaultTally;
import lilypad.deploy.devnet.CassandraNode;
import lilypad.deploy.devnet.Deployment;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.DevnetPlan;
import lilypad.deploy.devnet.DevnetSettings;
import lilypad.deploy.devnet.ProcessFleet;
import lilypad.deploy.devnet.Waiting;
import lilypad.mediator.JournalKind;
import lilypad.protocol.CannotGoOn;

/**
 * Plays scenarios. Those that leave chain and mediator as they are share a market, those that kill
 * the mediator or replace blocks another, those whose mediator looks unasked a third, and those in
 * which verifiers cheat a fourth, on which they are played side by side. Two markets run at a time:
 * more only wait for each other.
 */
public final class Demo implements AutoCloseable {

  private static final int AT_A_TIME = 2;

  /** From one look to the next where many scenarios look at the same mediator. */
  private static final Duration AMONG_OTHERS = Duration.ofMillis(300);

  /** Blocks from the head to {@code safe}, where a reorganisation has to reach a claim. */
  private static final int SLOW_FINALITY = 4;

  private enum Market {
    /** Our contracts, a chain and a mediator that stay as they are. */
    USUAL,
    /** The double of Lilypad's contracts, behind the guard. */
    LILYPAD_V2,
    /** Our contracts; mediators come and go, blocks are replaced. */
    UNSTEADY,
    /** Our contracts; the mediator looks at claims that nobody challenged. */
    WATCHED,
    /** Our contracts; some of the verifiers cheat. */
    CHEATED;

    static Market of(ScenarioName scenario) {
      return switch (scenario) {
        case HONEST,
            CHEAT,
            SUBTLE_CHEAT,
            NONDETERMINISTIC,
            LIAR_SOLVER,
            NOT_OUR_CHECK,
            CRASHING_VERIFIER,
            ALL_VERIFIERS_DOWN ->
            USUAL;
        case EMPTY_ESCROW, SWAPPED_CLAIM -> LILYPAD_V2;
        case TWO_MEDIATORS, KILL_MEDIATOR, PAY_OUT, REORG -> UNSTEADY;
        case SILENT_CHECK, WATCHMAN, CANARY -> WATCHED;
        case NO_SHOW,
            COPIER,
            LAZY,
            COLLUDING_MINORITY,
            WITHHELD_REVEAL,
            SKEWED_RUNTIME,
            TWO_NODES_ONE_OPERATOR,
            DISSENT_RESOLVED,
            ECHO_PANEL ->
            CHEATED;
      };
    }

    DevnetPlan plan(DevnetSettings settings, List<ScenarioName> scenarios, Path folder)
        throws InterruptedException {
      int mediators =
          scenarios.contains(ScenarioName.TWO_MEDIATORS) ? DevnetPlan.MOST_MEDIATORS : 1;
      return switch (this) {
        case USUAL, UNSTEADY -> new DevnetPlan(Deployment.OURS, 1, mediators, settings.verifiers());
        case LILYPAD_V2 ->
            new DevnetPlan(
                Deployment.GUARDED_LILYPAD_V2, SLOW_FINALITY, mediators, settings.verifiers());
        case WATCHED -> {
          DevnetPlan usual =
              new DevnetPlan(Deployment.OURS, 1, mediators, settings.verifiers())
                  .withMediator(SilentCheck.EVERY_CLAIM);
          yield scenarios.contains(ScenarioName.CANARY)
              ? CanaryFound.plan(usual, settings.verifiers(), folder)
              : usual;
        }
        case CHEATED ->
            new DevnetPlan(Deployment.OURS, 1, mediators, settings.verifiers())
                .withVerifiers(Cast.roster());
      };
    }

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Path folder;
  private final boolean keep;
  private final Optional<Long> chaos;
  private final JournalKind journal;
  private final BiConsumer<String, String> progress;
  private final Consumer<ScenarioReport> done;
  private final DemoSettings settings = DemoSettings.load();
  private final ProcessFleet fleet = ProcessFleet.open();
  private final List<Devnet> kept = new ArrayList<>();
  private Optional<CassandraNode> cassandra = Optional.empty();
  private FaultTally dealt = FaultTally.NONE;

  /**
   * What stood between the mediators and their chains.
   *
   * @param dealt by the proxies of all markets
   */
  record Chaos(long seed, FaultTally dealt) {}

  /**
   * @param folder takes all files
   * @param keep leaves the markets running after their scenarios, until {@link #close}
   * @param chaos the seed of the faults between mediators and chain; empty for none
   * @param journal where the mediators keep theirs
   * @param progress is told each step, with the name of the market or the scenario
   * @param done is told each scenario as it ends
   */
  Demo(
      Path folder,
      boolean keep,
      Optional<Long> chaos,
      JournalKind journal,
      BiConsumer<String, String> progress,
      Consumer<ScenarioReport> done) {
    this.folder = folder;
    this.keep = keep;
    this.chaos = chaos;
    this.journal = journal;
    this.progress = progress;
    this.done = done;
  }

  /**
   * Plays the scenarios.
   *
   * @return how each went, in the order of {@link ScenarioName}
   * @throws CannotGoOn if not even the smallest market comes up
   * @throws InterruptedException if the thread was interrupted
   */
  List<ScenarioReport> play(Set<ScenarioName> wanted) throws InterruptedException {
    List<Callable<List<ScenarioReport>>> markets = new ArrayList<>();
    for (Market market : Market.values()) {
      List<ScenarioName> chosen =
          wanted.stream().filter(name -> Market.of(name) == market).sorted().toList();
      if (!chosen.isEmpty()) {
        markets.add(() -> playMarket(market, chosen));
      }
    }
    Devnet.rehearse(
        fleet,
        folder.resolve("rehearsal"),
        settings.devnet(),
        step -> progress.accept("rehearsal", step));
    cassandra =
        CassandraNode.start(
            journal,
            fleet,
            folder.resolve("cassandra"),
            settings.devnet().boot(),
            step -> progress.accept("journal", step));
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

  private List<ScenarioReport> playMarket(Market market, List<ScenarioName> scenarios)
      throws InterruptedException {
    List<ScenarioReport> reports = new ArrayList<>();
    Devnet devnet;
    try {
      devnet = start(market, scenarios);
    } catch (CannotGoOn e) {
      for (ScenarioName scenario : scenarios) {
        ScenarioReport report = ScenarioReport.notPlayed(scenario, e);
        done.accept(report);
        reports.add(report);
      }
      return reports;
    }
    try {
      return market == Market.CHEATED
          ? playTogether(scenarios, devnet)
          : playInTurn(scenarios, devnet);
    } finally {
      leave(devnet);
    }
  }

  private List<ScenarioReport> playInTurn(List<ScenarioName> scenarios, Devnet devnet)
      throws InterruptedException {
    List<ScenarioReport> reports = new ArrayList<>();
    for (ScenarioName scenario : scenarios) {
      ScenarioReport report = playOne(scenario, devnet);
      done.accept(report);
      reports.add(report);
    }
    return reports;
  }

  private List<ScenarioReport> playTogether(List<ScenarioName> scenarios, Devnet devnet)
      throws InterruptedException {
    List<SideBySide.Part> parts = new ArrayList<>();
    for (ScenarioName name : scenarios) {
      if (Scenario.of(name) instanceof CheatedPanel scenario) {
        parts.add(
            new SideBySide.Part(
                scenario,
                dispute(
                    name,
                    scenario,
                    devnet,
                    Dispute.Reckoning.PAYMENTS,
                    new Waiting(
                        devnet::unexpectedEnd,
                        settings.patience().multipliedBy(2),
                        AMONG_OTHERS))));
      }
    }
    return new SideBySide(devnet.site(), done).play(parts);
  }

  private Dispute dispute(
      ScenarioName name,
      Scenario scenario,
      Devnet devnet,
      Dispute.Reckoning reckoning,
      Waiting waiting) {
    return new Dispute(
        name,
        scenario.expectedVerdict(),
        devnet,
        reckoning,
        waiting,
        step -> progress.accept(name.text(), step));
  }

  private Devnet start(Market market, List<ScenarioName> scenarios) throws InterruptedException {
    String name = market.text();
    return Devnet.start(
        fleet,
        folder.resolve(name),
        settings.devnet(),
        market
            .plan(settings.devnet(), scenarios, folder.resolve(name))
            .withChaos(chaos)
            .withCassandra(cassandra),
        step -> progress.accept(name, step));
  }

  private ScenarioReport playOne(ScenarioName name, Devnet devnet) throws InterruptedException {
    Scenario scenario = Scenario.of(name);
    Dispute dispute =
        dispute(
            name,
            scenario,
            devnet,
            Dispute.Reckoning.BALANCES,
            new Waiting(devnet::unexpectedEnd, settings.patience()));
    try {
      scenario.play(dispute);
      return dispute.report();
    } catch (RuntimeException e) {
      // The boundary between the scenarios: whatever breaks one is told, and the others go on.
      dispute.expect().stoppedBy(e.toString());
      return dispute.brokenOff();
    }
  }

  private void leave(Devnet devnet) {
    synchronized (kept) {
      dealt = dealt.plus(devnet.dealtFaults());
    }
    if (keep) {
      synchronized (kept) {
        kept.add(devnet);
      }
    } else {
      devnet.close();
    }
  }

  /** Which faults the mediators met so far, if they were to meet any. */
  Optional<Chaos> dealtFaults() {
    synchronized (kept) {
      return chaos.map(seed -> new Chaos(seed, dealt));
    }
  }

  /** Where the journals are, if they are in Cassandra. */
  Optional<CassandraNode> cassandra() {
    return cassandra;
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
