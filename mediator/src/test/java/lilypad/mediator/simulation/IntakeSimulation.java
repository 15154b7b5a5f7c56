package lilypad.mediator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import lilypad.chain.doorbell.Doorbell;
import lilypad.chain.follow.FollowSettings;
import lilypad.chain.follow.LogFollower;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.mediator.SmallPanels;
import lilypad.mediator.deal.DealActor;
import lilypad.mediator.deal.DealLog;
import lilypad.mediator.deal.DealPorts;
import lilypad.mediator.intake.IntakeActor;
import lilypad.mediator.intake.IntakeSettings;
import lilypad.mediator.intake.ReplayedIntake;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LogDecoder;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.Deal;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.TimedCommand;
import lilypad.protocol.intake.IntakeEvent;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.testkit.SnapshotMeta;
import org.apache.pekko.persistence.typed.PersistenceId;

/**
 * One life of an intake and its deals, the real actors on a {@link SimulatedChain}: they are killed
 * and started again at any step, writes fail, deliveries and acknowledgements are lost. When all is
 * calm again the journal must tell what the chain tells, each log once and in order.
 */
final class IntakeSimulation {

  private static final long CHAIN = 31_337;
  private static final String INTAKE = PersistenceId.of("intake", "one").id();
  private static final int STEPS = 1_500;
  private static final Duration ASK = Duration.ofSeconds(10);

  /** What happened in a run, to be compared with another of the same seed. */
  record Outcome(
      List<Object> intake,
      List<List<Object>> deals,
      int reorganised,
      int kills,
      int resumed,
      int failures) {}

  private final SteppedSystem world;
  private final long seed;
  private final Random random;
  private final SimulatedChain chain;
  private final LogFollower follower;
  private final int snapshotEvery;
  private final List<DealId> deals;
  private final Map<String, ActorRef<?>> living = new HashMap<>();
  private Optional<ChainClock> told = Optional.empty();
  private final List<String> broken = new ArrayList<>();
  private boolean calm;
  private int kills;
  private int resumed;
  private int failures;

  private IntakeSimulation(SteppedSystem world, long seed) {
    this.world = world;
    this.seed = seed;
    this.random = new Random(seed);
    long depth = 1L + random.nextInt(6);
    this.snapshotEvery = 1 + random.nextInt(12);
    this.deals = Stream.of("One", "Two", "Three").map(d -> new DealId("Qm" + d)).toList();
    this.chain = new SimulatedChain(random, depth, 1 + random.nextInt(8), deals);
    this.follower =
        new LogFollower(
            chain.node(),
            Set.of(SimulatedChain.CONTRACT),
            new FollowSettings(
                1 + random.nextInt(8),
                1 + random.nextInt(9),
                new FinalityDepth(random.nextInt((int) depth + 1), depth)));
  }

  /**
   * Plays one life and checks what the journal holds afterwards.
   *
   * @throws AssertionError naming the seed
   */
  static Outcome play(SteppedSystem world, long seed) {
    IntakeSimulation life = new IntakeSimulation(world, seed);
    life.live();
    life.comeToRest();
    return life.judged();
  }

  // --- what happens

  private void live() {
    for (int i = random.nextInt(40); i > 0; i--) {
      chain.mine();
    }
    startIntake();
    deals.forEach(this::startDeal);
    for (int step = 0; step < STEPS; step++) {
      if (!world.step(random)) {
        world.pass(Duration.ofMillis(10 + random.nextInt(500)));
      }
      disturb();
    }
  }

  private void disturb() {
    switch (random.nextInt(60)) {
      case 0 -> chain.live();
      case 1 -> world.pass(Duration.ofMillis(random.nextInt(12_000)));
      case 2 -> kill("intake");
      case 3 -> kill(deals.get(random.nextInt(deals.size())).text());
      case 4 -> {
        failures++;
        world.journal().failNextPersisted(INTAKE);
      }
      case 5 -> {
        failures++;
        world.journal().failNextPersisted(id(deals.get(random.nextInt(deals.size()))));
      }
      default -> {
        // most steps are undisturbed
      }
    }
    if (random.nextInt(400) == 0) {
      failures++;
      world.snapshots().failNextPersisted(INTAKE);
    }
  }

  private void kill(String name) {
    ActorRef<?> actor = living.remove(name);
    if (actor != null) {
      kills++;
      world.stop(actor);
    }
  }

  /** No more trouble; runs until the intake has told the chain's last block. */
  private void comeToRest() {
    calm = true;
    world.journal().resetPolicy();
    world.snapshots().resetPolicy();
    long known = told.map(clock -> clock.head().number()).orElse(0L);
    chain.calmDown(Math.max(known, chain.canonical().size()) + 20);
    BlockRef last = chain.canonical().getLast();
    for (int idle = 0; idle < 400; ) {
      if (!world.step(random)) {
        if (told.map(clock -> clock.head().equals(last)).orElse(false)) {
          kill("intake");
          deals.forEach(deal -> kill(deal.text()));
          while (world.step(random)) {
            // those that were killed go
          }
          return;
        }
        world.pass(Duration.ofMillis(200));
        idle++;
      }
    }
    throw new AssertionError(
        "seed " + seed + ": expected to hear of " + last + ", heard last of " + told);
  }

  // --- the actors

  private void startIntake() {
    IntakeSettings settings =
        new IntakeSettings(
            CHAIN,
            SimulatedChain.CONTRACT,
            Set.of(SimulatedChain.CONTRACT),
            0,
            Duration.ofMillis(100),
            Duration.ofMillis(100),
            Duration.ofSeconds(1));
    resumed += world.snapshots().persistedInStorage(INTAKE).isEmpty() ? 0 : 1;
    world.spawn(
        IntakeActor.create(
            "one",
            settings,
            follower,
            Doorbell.none(),
            this::deliver,
            clock -> told = Optional.of(clock),
            () -> broken.add("nothing final was replaced, and signing was held"),
            each -> facts().forEach(fact -> each.accept((IntakeEvent) fact)),
            snapshotEvery,
            SteppedSystem.EXECUTOR),
        actor -> living.put("intake", actor),
        () -> ended("intake", this::startIntake));
  }

  private void startDeal(DealId deal) {
    DealKey key = key(deal);
    world.spawn(
        DealActor.create(key, new Deal(key, settings()), ports()),
        actor -> living.put(deal.text(), actor),
        () -> ended(deal.text(), () -> startDeal(deal)));
  }

  /** Sharding starts an entity with the next message for it; what came before is lost. */
  private void ended(String name, Runnable again) {
    living.remove(name);
    if (!calm || !told.map(t -> t.head().equals(chain.canonical().getLast())).orElse(false)) {
      again.run();
    }
  }

  private List<Object> facts() {
    return world.journal().persistedInStorage(INTAKE);
  }

  private CompletionStage<Done> deliver(DealKey named, List<TimedCommand> steps) {
    DealId deal = deals.stream().filter(id -> key(id).equals(named)).findFirst().orElseThrow();
    int fate = calm ? 9 : random.nextInt(20);
    if (fate == 0 || !living.containsKey(deal.text())) {
      return CompletableFuture.failedFuture(new TimeoutException("the message is lost"));
    }
    @SuppressWarnings("unchecked") // a deal's actor by startDeal
    ActorRef<DealActor.Command> actor = (ActorRef<DealActor.Command>) living.get(deal.text());
    CompletionStage<Done> answer = world.ask(actor, to -> new DealActor.Deliver(steps, to), ASK);
    return fate == 1
        ? answer.thenCompose(
            done -> CompletableFuture.failedFuture(new TimeoutException("the answer is lost")))
        : answer;
  }

  private static DealSettings settings() {
    return SmallPanels.of(
        SimulatedChain.CONTRACT, SimulatedChain.CONTRACT, SimulatedChain.CONTRACT);
  }

  private static DealPorts ports() {
    return new DealPorts(
        new NodeThatNeverAnswers(),
        deal -> new CompletableFuture<>(),
        unused(DealPorts.Panel.class),
        unused(DealPorts.Outbox.class),
        wanted -> new CompletableFuture<>(),
        () -> Hash32.ZERO,
        (deal, facts, state) -> {},
        new DealLog());
  }

  private static final class NodeThatNeverAnswers implements DealPorts.Chain {
    @Override
    public CompletionStage<AgreementReading> agreement(DealId deal, BlockRef at) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<DealCommand.BeaconBlock> beacon(long height) {
      return new CompletableFuture<>();
    }
  }

  private static <T> T unused(Class<T> port) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              throw new AssertionError("a deal that nobody doubts uses no " + method);
            }));
  }

  private static DealKey key(DealId deal) {
    return DealKey.of(CHAIN, SimulatedChain.CONTRACT, deal);
  }

  private static String id(DealId deal) {
    return DealActor.persistenceId(key(deal)).id();
  }

  // --- what the journal must tell

  private Outcome judged() {
    List<Object> intake = facts();
    assertThat(broken).as("seed %d", seed).isEmpty();
    assertThat(seen(intake)).as("seed %d: logs the intake saw", seed).isEqualTo(canonical());
    for (Pair<SnapshotMeta, Object> kept : world.snapshots().persistedInStorage(INTAKE)) {
      int facts = (int) kept.first().sequenceNr();
      assertThat(kept.second())
          .as("seed %d: what was kept after %d facts is what they amount to", seed, facts)
          .isEqualTo(ReplayedIntake.after(intake.subList(0, facts)));
    }
    List<List<Object>> recorded = new ArrayList<>();
    for (DealId deal : deals) {
      List<Object> facts = world.journal().persistedInStorage(id(deal));
      assertThat(recorded(facts))
          .as("seed %d: logs of deal %s", seed, deal.text())
          .isEqualTo(canonical(deal));
      recorded.add(facts);
    }
    return new Outcome(
        intake, recorded, chain.reorganised, kills, resumed, failures + chain.failures);
  }

  private List<ChainLog> canonical() {
    return chain.canonical().stream().flatMap(block -> chain.logsOf(block).stream()).toList();
  }

  private List<ChainLog> canonical(DealId deal) {
    return canonical().stream()
        .filter(
            log ->
                LogDecoder.decode(log) instanceof DecodedLog.Decoded decoded
                    && decoded.event().deal().equals(Optional.of(deal)))
        .toList();
  }

  /** The logs of the blocks that were seen and not retracted; in a block by position. */
  private static List<ChainLog> seen(List<Object> facts) {
    List<IntakeEvent.BlockSeen> blocks = new ArrayList<>();
    for (Object fact : facts) {
      switch ((IntakeEvent) fact) {
        case IntakeEvent.BlockSeen seen -> blocks.add(seen);
        case IntakeEvent.RangeSeen range -> blocks.addAll(range.blocks());
        case IntakeEvent.BlockRetracted gone -> {
          assertThat(blocks.getLast().block()).isEqualTo(gone.block());
          blocks.removeLast();
        }
        case IntakeEvent.FinalityAdvanced advanced -> {}
        case IntakeEvent.DeliveryAdvanced advanced -> {}
        case IntakeEvent.CaughtUp caught -> {}
        case IntakeEvent.FinalityViolated violated -> throw new AssertionError(violated);
        case IntakeEvent.LogsContradicted contradicted ->
            throw new AssertionError(contradicted.toString());
        case IntakeEvent.StateContradicted contradicted ->
            throw new AssertionError(contradicted.toString());
        case IntakeEvent.ChainAccepted accepted -> throw new AssertionError(accepted);
      }
    }
    return blocks.stream().flatMap(block -> logs(block).stream()).toList();
  }

  private static List<ChainLog> logs(IntakeEvent.BlockSeen block) {
    List<ChainLog> logs = new ArrayList<>(block.contractLogs());
    block.deals().forEach(deal -> logs.addAll(deal.logs()));
    block.anomalies().forEach(anomaly -> logs.add(anomaly.log()));
    logs.sort((a, b) -> Integer.compare(a.logIndex(), b.logIndex()));
    return logs;
  }

  /** The logs a deal recorded, less those of blocks that left. */
  private static List<ChainLog> recorded(List<Object> facts) {
    List<ChainLog> logs = new ArrayList<>();
    for (Object fact : facts) {
      switch ((DealEvent) fact) {
        case DealEvent.LogRecorded recorded -> logs.add(recorded.log());
        case DealEvent.LogsRetracted gone ->
            logs.removeIf(log -> log.blockHash().equals(gone.block().hash()));
        default -> throw new AssertionError("a deal that nobody doubts decides nothing: " + fact);
      }
    }
    return logs;
  }
}
