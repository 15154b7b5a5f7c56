package lilypad.mediator;

import com.typesafe.config.Config;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import lilypad.chain.doorbell.Doorbell;
import lilypad.chain.doorbell.HeadsDoorbell;
import lilypad.chain.follow.FollowSettings;
import lilypad.chain.follow.LogFollower;
import lilypad.chain.pool.PoolEvent;
import lilypad.chain.pool.PooledChain;
import lilypad.chain.rpc.Evidence;
import lilypad.chain.send.TransactionSender;
import lilypad.mediator.api.ApiServer;
import lilypad.mediator.api.ApiSources;
import lilypad.mediator.api.Payouts;
import lilypad.mediator.audit.NotaryActor;
import lilypad.mediator.contracts.ServedContracts;
import lilypad.mediator.deal.AgreementReader;
import lilypad.mediator.deal.DealActor;
import lilypad.mediator.deal.DealLog;
import lilypad.mediator.deal.DealPorts;
import lilypad.mediator.deal.Turns;
import lilypad.mediator.difference.DifferenceFinder;
import lilypad.mediator.intake.IntakeActor;
import lilypad.mediator.panel.Cashier;
import lilypad.mediator.panel.GatewayNodes;
import lilypad.mediator.panel.NodeGateway;
import lilypad.mediator.panel.PanelDesk;
import lilypad.mediator.panel.PayoutAnswer;
import lilypad.mediator.panel.VerifierActor;
import lilypad.mediator.panel.VerifierRecords;
import lilypad.mediator.query.BoardFeed;
import lilypad.mediator.query.Boards;
import lilypad.mediator.query.DealBoard;
import lilypad.mediator.query.Health;
import lilypad.mediator.query.JournaledFacts;
import lilypad.mediator.query.ProgressBoard;
import lilypad.mediator.query.Rounds;
import lilypad.mediator.query.StatedSettings;
import lilypad.mediator.recheck.AgreementStates;
import lilypad.mediator.recheck.RecheckActor;
import lilypad.mediator.recheck.SecondReading;
import lilypad.mediator.settle.Courier;
import lilypad.mediator.settle.Funds;
import lilypad.mediator.settle.WalletActor;
import lilypad.mediator.settle.WalletOrders;
import lilypad.mediator.solver.SolverClient;
import lilypad.persistence.Journal;
import lilypad.persistence.JournalState;
import lilypad.persistence.Journals;
import lilypad.persistence.embedded.JournalFault;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.Deal;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.recheck.RecheckEvent;
import lilypad.protocol.roster.Account;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.sign.Signer;
import lilypad.verifier.artifact.ArtifactSource;
import lilypad.verifier.artifact.BlockFetcher;
import lilypad.verifier.artifact.BlockStore;
import lilypad.verifier.key.AccessToken;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.pattern.StatusReply;

/**
 * A running mediator: the actors, what feeds them and what they reach the world through. Everything
 * it knows is in the journal; started again on the same folder it goes on where it was.
 */
public final class MediatorService implements AutoCloseable {

  /**
   * So often within the time after which an idle deal leaves memory every open one is told the
   * time, also one that waits for nothing but finality.
   */
  private static final int ROUNDS = 4;

  /** At the latest after so long every open deal is told the time. */
  private static final Duration ROUND = Duration.ofSeconds(30);

  private static final Duration ASK = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final Duration STATE = Duration.ofMinutes(1);
  private static final Duration WAKE = Duration.ofSeconds(10);
  private static final Duration ACCEPT = Duration.ofMinutes(10);
  private static final Duration UNFOLLOWED = Duration.ofSeconds(30);
  private static final long BLOCK_QUOTA = 4L << 30;

  /** Deals for which the chain, and the solver, are asked at the same time. */
  private static final int ASKED_AT_ONCE = 32;

  private final MediatorSettings settings;
  private final DealSettings rules;
  private final Signer signer;
  private final PooledChain chain;
  private final ExecutorService blocking =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("mediator-io-", 0).factory());
  private final BlockFetcher fetcher;
  private final Doorbell doorbell;
  private final ActorSystem<Void> system;
  private final Journal journal;
  private final ClusterSharding sharding;
  private final Boards boards;
  private final Rounds rounds;
  private final PanelDesk desk;
  private final AccessToken operator;

  /** How deals, the notary and verifiers' accounts reach the wallet. */
  private final DealPorts.Outbox outbox =
      new WalletOrders(orders -> wallet().<Done>ask(to -> new WalletActor.Take(orders, to), ASK));

  private final NodeGateway gateway;
  private final ApiServer api;
  private volatile boolean failed;
  private volatile boolean roomless;
  private volatile boolean closing;
  private volatile Optional<ChainClock> clock = Optional.empty();

  /** Ends when the chain is followed, or a node that does not answer is waited for no more. */
  private final CompletableFuture<Done> following =
      new CompletableFuture<Done>()
          .completeOnTimeout(Done.getInstance(), UNFOLLOWED.toSeconds(), TimeUnit.SECONDS);

  private volatile Optional<Funds> funds = Optional.empty();
  private volatile Map<Hash32, String> unknown = Map.of();
  private volatile Optional<Health.Unread> unread = Optional.empty();

  private MediatorService(
      ActorSystem<Void> system,
      MediatorSettings settings,
      DealSettings rules,
      FollowSettings following,
      Signer signer,
      PooledChain chain)
      throws IOException {
    this.settings = settings;
    this.rules = rules;
    this.signer = signer;
    this.chain = chain;
    this.fetcher = new BlockFetcher(settings.solverTimeout());
    this.doorbell =
        settings
            .doorbell()
            .<Doorbell>map(where -> new HeadsDoorbell(where, this::rung))
            .orElseGet(Doorbell::none);
    this.system = system;
    this.journal = Journals.of(system);
    this.sharding = ClusterSharding.get(system);
    this.boards =
        new Boards(
            new DealBoard(rules, JournaledFacts.recorded(system), settings.dealsInMemory()),
            new ProgressBoard());
    this.rounds =
        new Rounds(boards.deals(), everybody(settings.dealIdle()).toNanos(), System::nanoTime);
    this.desk =
        new PanelDesk(new Office(), settings.gateways(), settings.jobMemory(), settings.roster());
    this.gateway =
        new NodeGateway(
            settings.gateway(),
            settings.roster(),
            new MediatorIdentity(signer.address(), settings.chainId(), settings.storage()),
            desk);
    this.journal.stopped().thenAccept(this::journalStopped);
    this.operator = AccessToken.open(settings.dataFolder());
    StatedSettings stated = new StatedSettings(system);
    this.api =
        new ApiServer(
            settings.api(),
            new ApiSources(
                boards,
                id -> DealKey.of(settings.chainId(), settings.storage(), id),
                key -> JournaledFacts.of(system, key),
                key -> stated.ruling(JournaledFacts.of(system, key)),
                settings.roster(),
                desk::present,
                () -> clock.isPresent(),
                () -> health(rules),
                new Paying()));
    joinSelf();
    entities(rules, following);
  }

  /**
   * Starts a mediator.
   *
   * @param config everything, resolved
   * @param contracts what the configured contracts were found to be
   * @param chain checked already; closed with the service
   * @throws com.typesafe.config.ConfigException naming the key that is wrong; nothing has begun
   *     then
   * @throws IOException if a port cannot be bound or a folder not be made; nothing is left running
   */
  public static MediatorService start(
      Config config,
      MediatorSettings settings,
      ServedContracts contracts,
      Signer signer,
      PooledChain chain)
      throws IOException {
    DealSettings rules = settings.deal(signer.address(), contracts);
    FollowSettings following = FollowSettings.from(config.getConfig("lilypad.chain.follow"));
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "lilypad", config);
    MediatorService service = assembled(system, settings, rules, following, signer, chain);
    boolean opened = false;
    try {
      service.open();
      opened = true;
      return service;
    } finally {
      if (!opened) {
        service.close();
      }
    }
  }

  private static MediatorService assembled(
      ActorSystem<Void> system,
      MediatorSettings settings,
      DealSettings rules,
      FollowSettings following,
      Signer signer,
      PooledChain chain)
      throws IOException {
    boolean assembled = false;
    try {
      MediatorService service =
          new MediatorService(system, settings, rules, following, signer, chain);
      assembled = true;
      return service;
    } finally {
      if (!assembled) {
        terminate(system);
        chain.close();
      }
    }
  }

  private void open() throws IOException {
    api.open();
    BoardFeed.follow(
        system,
        boards,
        settings.snapshots().boards(),
        following,
        blocking,
        cause -> stop("the journal cannot be read: " + cause.getMessage()));
    api.journalRead();
    // Before anything is decided the record says what it is decided by.
    notary().<Done>ask(to -> new NotaryActor.State(rules, to), STATE).toCompletableFuture().join();
    gateway.start();
    desk.open(new GatewayNodes(gateway));
    system
        .scheduler()
        .scheduleAtFixedRate(Duration.ZERO, WAKE, this::wake, system.executionContext());
    chain.listen(this::heard);
    doorbell.open();
  }

  private void journalStopped(RuntimeException fault) {
    roomless = fault instanceof JournalFault.Stopped stopped && stopped.diskIsFull();
    stop(String.valueOf(fault.getMessage()));
  }

  /**
   * Where going on could cost somebody money the mediator stops; nothing is lost, and it can be
   * started again when an operator has looked.
   */
  private void stop(String why) {
    if (closing) {
      // What breaks while the actors are being ended is no fault.
      return;
    }
    system.log().error("the mediator stops: {}", why);
    failed = true;
    system.terminate();
  }

  private Health health(DealSettings rules) {
    List<NodeIdentity> present = desk.present();
    return new Health(
        Instant.now(),
        settings.patience(),
        clock.isPresent(),
        boards.progress().intake(),
        boards.progress().rechecked(),
        unread,
        deals(),
        boards.progress().waiting(),
        unknown,
        funds,
        new Health.Panel(
            present.size(),
            (int)
                present.stream()
                    .filter(node -> settings.roster().sits(node.verifier()))
                    .map(NodeIdentity::operator)
                    .distinct()
                    .count(),
            settings.roster().operators().size(),
            rules.smallestPanel()),
        journalHealth(),
        chain.endpoints());
  }

  private Health.Journal journalHealth() {
    JournalState state = journal.state();
    return new Health.Journal(
        state.events(), state.waiting(), boards.progress().heads(), state.problems());
  }

  private Health.Deals deals() {
    DealBoard deals = boards.deals();
    return new Health.Deals(deals.known(), deals.open().size(), deals.whole());
  }

  /** Whether the mediator stopped because it could not go on. */
  public boolean failed() {
    return failed;
  }

  /** Whether it stopped for want of room on its journal's disk, and nothing else. */
  public boolean roomless() {
    return roomless;
  }

  /** Completes when the mediator has stopped, by itself or by {@link #close}. */
  public CompletionStage<Done> whenStopped() {
    return system.getWhenTerminated();
  }

  /**
   * Goes on after a contradiction to finality with what an operator accepted; where none stands
   * this is said and nothing done.
   *
   * @throws CannotGoOn if it is not what is contradicted, or the node does not have it
   */
  public void accept(Acceptance accepted) {
    Optional<ProgressBoard.Violation> violation = boards.progress().intake().violation();
    if (violation.isEmpty()) {
      system.log().warn("{} need not be accepted: no final block is contradicted", accepted);
      return;
    }
    try {
      intake()
          .askWithStatus(
              (ActorRef<StatusReply<Done>> to) ->
                  switch (accepted) {
                    case Acceptance.Chain chosen -> new IntakeActor.AcceptChain(chosen.block(), to);
                    case Acceptance.Logs chosen ->
                        new IntakeActor.AcceptLogs(chosen.recorded(), to);
                  },
              ACCEPT)
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CannotGoOn(
          "What is accepted cannot be followed (" + cause.getMessage() + ")",
          switch (violation.get().fact()) {
            case IntakeEvent.FinalityViolated fact ->
                "Give --accept-chain the hash of the recorded block "
                    + fact.ours()
                    + ", or that of the node's block "
                    + fact.theirs()
                    + " while the node has it";
            case IntakeEvent.LogsContradicted fact ->
                "Give --accept-logs recorded, or --accept-logs told while the node has come to"
                    + " block "
                    + fact.block().number();
            case IntakeEvent.StateContradicted fact ->
                "Give --accept-logs recorded, or --accept-logs told while the node has come to"
                    + " block "
                    + fact.since().number();
          },
          e);
    }
  }

  /**
   * What was told last, unless the chain is in doubt: everything up to its head reached its deals.
   */
  Optional<ChainClock> clock() {
    return clock;
  }

  /** The deals whose actors are in memory now. */
  Set<DealKey> dealsInMemory() {
    return AskPattern.<ClusterShardingQuery, CurrentShardRegionState>ask(
            sharding.shardState(),
            to -> new GetShardRegionState(DealActor.KEY, to),
            ASK,
            system.scheduler())
        .toCompletableFuture()
        .join()
        .getShards()
        .stream()
        .flatMap(shard -> shard.getEntityIds().stream())
        .map(id -> new DealKey(Hash32.fromHex(id)))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The port verifiers connect to. */
  public int gatewayPort() {
    return gateway.port();
  }

  /** The port of the HTTP interface. */
  public int apiPort() {
    return api.port();
  }

  private void joinSelf() {
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
  }

  private void entities(DealSettings rules, FollowSettings following) throws IOException {
    ArtifactSource artifacts =
        new ArtifactSource(
            BlockStore.open(settings.dataFolder().resolve("blocks"), BLOCK_QUOTA),
            fetcher,
            settings.gateways());
    DealPorts ports =
        new DealPorts(
            new AgreementReader(chain, settings.storage(), new Turns(blocking, ASKED_AT_ONCE)),
            settings
                .canaries()
                .over(
                    new SolverClient(
                        settings.solver(),
                        settings.solverTimeout(),
                        artifacts,
                        new Turns(blocking, ASKED_AT_ONCE))),
            desk,
            outbox,
            new DifferenceFinder(
                fetcher,
                settings.gateways(),
                desk::blockServer,
                settings.differenceTimeout(),
                blocking),
            entropy(),
            boards.deals()::reached,
            new DealLog());
    // The clock keeps an open deal in memory, and brings it back after a restart.
    ClusterShardingSettings shards = ClusterShardingSettings.create(system);
    sharding.init(
        Entity.of(
                DealActor.KEY,
                context -> {
                  DealKey key = new DealKey(Hash32.fromHex(context.getEntityId()));
                  return DealActor.create(key, new Deal(key, rules), ports);
                })
            .withSettings(
                shards.withPassivationStrategy(
                    shards
                        .passivationStrategySettings()
                        .withIdleEntityPassivation(settings.dealIdle())
                        .withActiveEntityLimit(settings.dealsInMemory())
                        .withLeastRecentlyUsedReplacement())));
    sharding.init(
        Entity.of(
            NotaryActor.KEY,
            context ->
                NotaryActor.create(
                    settings.audit(),
                    journal.auditLog(),
                    signer,
                    outbox,
                    Clock.systemUTC(),
                    settings.snapshots().entity(),
                    blocking)));
    sharding.init(
        Entity.of(
            VerifierActor.KEY,
            context ->
                VerifierActor.create(
                    Address.fromHex(context.getEntityId()),
                    settings.snapshots().entity(),
                    desk,
                    new Cashier(
                        outbox,
                        signer.address(),
                        settings.contracts().token(),
                        settings.roster()::payee))));
    sharding.init(
        Entity.of(
            WalletActor.KEY,
            context ->
                WalletActor.create(
                    context.getEntityId(),
                    new Courier(
                        chain,
                        new TransactionSender(chain, following.depth()),
                        signer,
                        settings.wallet()),
                    this::report,
                    now -> funds = Optional.of(now),
                    now -> unknown = now,
                    settings.snapshots().entity(),
                    blocking)));
    sharding.init(
        Entity.of(
            RecheckActor.KEY,
            context ->
                RecheckActor.create(
                    context.getEntityId(),
                    settings.recheck(),
                    new SecondReading(
                        new LogFollower(chain, settings.intake().watched(), following),
                        (from, each) -> JournaledFacts.ofIntake(system, intakeId(), from, each),
                        AgreementStates.ask(chain, settings.storage()),
                        settings.recheck()),
                    contradiction ->
                        intake()
                            .askWithStatus(
                                to -> new IntakeActor.Contradict(contradiction, to), ASK),
                    this::unread,
                    settings.snapshots().entity(),
                    blocking)));
    sharding.init(
        Entity.of(
            IntakeActor.KEY,
            context ->
                IntakeActor.create(
                    context.getEntityId(),
                    settings.intake(),
                    new LogFollower(chain, settings.intake().watched(), following),
                    doorbell,
                    (key, steps) -> deal(key).ask(to -> new DealActor.Deliver(steps, to), ASK),
                    this::tick,
                    this::hold,
                    each -> JournaledFacts.ofIntake(system, context.getEntityId(), each),
                    settings.snapshots().entity(),
                    blocking)));
  }

  /** What cannot be read a second time, and since when anything could not. */
  private void unread(Optional<String> why) {
    unread =
        why.map(
            cause ->
                new Health.Unread(cause, unread.map(Health.Unread::since).orElseGet(Instant::now)));
  }

  private static DealPorts.Entropy entropy() {
    SecureRandom random = new SecureRandom();
    return () -> {
      byte[] bytes = new byte[32];
      random.nextBytes(bytes);
      return new Hash32(Bytes.of(bytes));
    };
  }

  /**
   * Starts intake and recheck, and again should they have stopped; the clock does the same for
   * deals and wallet.
   */
  private void wake() {
    intake().tell(new IntakeActor.Wake());
    recheck().tell(new RecheckActor.Wake());
    notary().tell(new NotaryActor.Wake());
  }

  /** Keeps the proof against an endpoint. */
  private void heard(PoolEvent event) {
    switch (event) {
      case PoolEvent.Quarantined quarantined ->
          disproved(quarantined.endpoint(), quarantined.evidence());
      case PoolEvent.Kept kept -> disproved(kept.endpoint(), kept.evidence());
      case PoolEvent.Admitted admitted -> {}
      case PoolEvent.Paused paused -> {}
      case PoolEvent.Returned returned -> {}
      case PoolEvent.Chosen chosen -> {}
      case PoolEvent.Alone alone -> {}
      case PoolEvent.Lowered lowered -> {}
    }
  }

  private void disproved(String endpoint, Evidence evidence) {
    recheck()
        .tell(
            new RecheckActor.Disprove(
                new RecheckEvent.EndpointDisproved(
                    endpoint,
                    evidence.method(),
                    evidence.parameters(),
                    evidence.expected(),
                    evidence.actual())));
  }

  private EntityRef<RecheckActor.Command> recheck() {
    return sharding.entityRefFor(RecheckActor.KEY, intakeId());
  }

  private EntityRef<NotaryActor.Command> notary() {
    return sharding.entityRefFor(NotaryActor.KEY, NotaryActor.ENTITY);
  }

  private void rung() {
    intake().tell(new IntakeActor.Rung());
  }

  private EntityRef<IntakeActor.Command> intake() {
    return sharding.entityRefFor(IntakeActor.KEY, intakeId());
  }

  private String intakeId() {
    return settings.chainId() + "-" + settings.storage();
  }

  private EntityRef<DealActor.Command> deal(DealKey key) {
    return sharding.entityRefFor(DealActor.KEY, key.toString());
  }

  private EntityRef<WalletActor.Command> wallet() {
    return sharding.entityRefFor(WalletActor.KEY, signer.address().toString());
  }

  /** After how long every open deal is told the time. */
  private static Duration everybody(Duration idle) {
    Duration round = idle.dividedBy(ROUNDS);
    return round.compareTo(ROUND) < 0 ? round : ROUND;
  }

  /** Tells the time to whoever waits for it; wakes what is open. */
  private void tick(ChainClock now) {
    clock = Optional.of(now);
    following.complete(Done.getInstance());
    rounds.next(now).forEach(key -> deal(key).tell(new DealActor.Tick(now)));
    boards
        .leftOpen()
        .forEach(lent -> deal(lent.deal()).tell(new DealActor.Lent(lent.verifier(), lent.key())));
    pay();
    wallet().tell(new WalletActor.Tick(now));
  }

  /** Tells accounts what was earned, and has payouts gone on with, until the journal says so. */
  private void pay() {
    boards
        .pay()
        .owed()
        .forEach(
            credit -> verifier(credit.verifier()).tell(new VerifierActor.Credit(credit.fact())));
    boards
        .progress()
        .verifiers()
        .forEach(
            (address, state) ->
                state
                    .account()
                    .open()
                    .ifPresent(payout -> verifier(address).tell(new VerifierActor.Drive())));
  }

  /** The chain is in doubt: nobody is told the time, nor that the mediator is ready. */
  private void hold() {
    clock = Optional.empty();
    rounds.again();
    wallet().tell(new WalletActor.Hold());
  }

  private void report(WalletActor.Reported reported) {
    if (reported.intent().anchors()) {
      // Told again when the notary asks again.
      notary().tell(new NotaryActor.Reported(reported.report()));
      return;
    }
    Optional<Address> paid = reported.intent().paidVerifier();
    if (paid.isPresent()) {
      // Told again when its account asks again.
      verifier(paid.get()).tell(new VerifierActor.Reported(reported.report()));
      return;
    }
    hear(reported.intent().deal(), new DealCommand.SettlementReported(reported.report()))
        .exceptionally(
            failure -> {
              system
                  .log()
                  .warn(
                      "deal {} did not take a report, it will ask again: {}",
                      reported.intent().deal(),
                      failure.getMessage());
              // The deal may rest, and asks when it is told the time.
              rounds.again();
              return Done.getInstance();
            });
  }

  private CompletionStage<Done> hear(DealKey key, DealCommand command) {
    return deal(key).askWithStatus(to -> new DealActor.Hear(command, to), ASK);
  }

  /** How the desk reaches deals and records. */
  private final class Office implements PanelDesk.Office {

    private final VerifierRecords records =
        new VerifierRecords(
            (verifier, entries) ->
                verifier(verifier).ask(to -> new VerifierActor.Write(entries, to), ASK));

    @Override
    public CompletionStage<Done> hear(DealKey deal, DealCommand command) {
      return MediatorService.this.hear(deal, command);
    }

    @Override
    public Optional<DealKey> owner(Address verifier, AssignmentRound key) {
      return boards.deals().waitingFor(verifier, key);
    }

    @Override
    public CompletionStage<Done> lend(Address verifier, AssignmentRound key, DealKey deal) {
      return records.write(verifier, new VerifierActor.Lend(key, deal));
    }

    @Override
    public CompletionStage<Done> admit(
        Address verifier, VerifierEvent.VerifierRegistered registration) {
      return verifier(verifier).ask(to -> new VerifierActor.Admit(registration, to), ASK);
    }

    @Override
    public void record(Address verifier, VerifierActor.Entry entry) {
      records
          .write(verifier, entry)
          .exceptionally(
              failure -> {
                system
                    .log()
                    .warn(
                        "the record of {} did not take {}, its deal will say it again: {}",
                        verifier,
                        entry,
                        failure.getMessage());
                return Done.getInstance();
              });
    }
  }

  private EntityRef<VerifierActor.Command> verifier(Address verifier) {
    return sharding.entityRefFor(VerifierActor.KEY, verifier.toString());
  }

  /** How whoever shows the operator's token has verifiers paid. */
  private final class Paying implements Payouts {
    @Override
    public boolean allowed(String token) {
      return operator.matches(token);
    }

    @Override
    public Map<Address, PayoutAnswer> pay(Set<Address> verifiers, Wei least) {
      Map<Address, CompletionStage<PayoutAnswer>> asked = new TreeMap<>();
      boards
          .progress()
          .verifiers()
          .forEach(
              (address, state) -> {
                boolean meant = verifiers.isEmpty() || verifiers.contains(address);
                if (meant && !state.account().equals(Account.EMPTY)) {
                  asked.put(
                      address,
                      verifier(address)
                          .<PayoutAnswer>ask(to -> new VerifierActor.PayOut(least, to), ASK));
                }
              });
      Map<Address, PayoutAnswer> answers = new TreeMap<>();
      asked.forEach((address, answer) -> answers.put(address, answer.toCompletableFuture().join()));
      return answers;
    }
  }

  /** Stops taking anything in, then the actors, then what they used. */
  @Override
  public void close() {
    closing = true;
    api.close();
    gateway.close();
    doorbell.close();
    terminate(system);
    blocking.shutdownNow();
    fetcher.close();
    chain.close();
  }

  private static void terminate(ActorSystem<Void> system) {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      system.log().warn("the actors did not stop within {}: {}", STOP, e.getMessage());
    }
  }
}
