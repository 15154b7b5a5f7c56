package lilypad.mediator.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import lilypad.chain.doorbell.AnnouncedHead;
import lilypad.chain.doorbell.Doorbell;
import lilypad.chain.follow.FinalityViolation;
import lilypad.chain.follow.FollowStep;
import lilypad.chain.follow.LogFollower;
import lilypad.mediator.intake.IntakeState.Delivery;
import lilypad.mediator.intake.RecordedBlocks.Recorded;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.TimedCommand;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.IntakeSnapshot;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * Guards the order and completeness of what deals learn of the chain. First the blocks are
 * journaled, then they are delivered, each deal's one after the other; the delivered mark advances
 * after their acknowledgements. After a crash everything above the mark is delivered again; deals
 * drop what they know.
 *
 * <p>Asks the chain again and again; a doorbell that rings makes it ask sooner, but never more
 * often than without one.
 */
public final class IntakeActor
    extends EventSourcedBehavior<IntakeActor.Command, IntakeEvent, IntakeState> {

  /** The entity type: one entity for a chain and contract set. */
  public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "intake");

  /** What the intake can be sent. */
  public sealed interface Command {}

  /** Start, if not started. */
  public record Wake() implements Command {}

  /** The doorbell rang. */
  public record Rung() implements Command {}

  /**
   * An operator says which of the two blocks of a finality violation is the chain's; an error tells
   * why it cannot be.
   */
  public record AcceptChain(Hash32 block, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /**
   * An operator says whether the recorded logs of a contradicted block are the chain's, or those
   * that are told now; an error tells why it cannot be.
   */
  public record AcceptLogs(boolean recorded, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /** The chain tells something else than is recorded: done when that is journaled. */
  public record Contradict(
      IntakeEvent.Contradiction contradiction, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  private record Poll() implements Command {}

  private record Found(List<FollowStep> steps, LogFollower.Reach reach) implements Command {}

  private record PollFailed(Throwable cause) implements Command {}

  private record SecondLook() implements Command {}

  private record Looked(Optional<BlockRef> theirs) implements Command {}

  private record LookFailed(Throwable cause) implements Command {}

  private record Turned(Turn turn, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  private record NotTurned(Throwable cause, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  private record Acknowledged(int count) implements Command {}

  private record DeliveryFailed(Throwable cause) implements Command {}

  private record Redeliver() implements Command {}

  private static final Duration REDELIVER = Duration.ofSeconds(1);

  /**
   * How many deliveries are on their way to deals at a time; those of one deal go together. Deals
   * that wait for the disk at the same time wait once.
   */
  private static final int MOST_IN_FLIGHT = 4_096;

  /** Less chain time than that in one call is no break of the mediator's or its node's. */
  private static final long LEAP_SECONDS = 30;

  /** Above so many deliveries that wait nothing more is read. */
  private static final int MOST_PENDING = 20_000;

  /** How many recorded blocks are compared with an accepted chain. */
  private static final int MOST_COMPARED = 200_000;

  /** From our chain to the accepted one: what is retracted, newest first, and what stays. */
  private record Turn(BlockRef accepted, Optional<BlockRef> common, List<Recorded> gone) {}

  /** Hands commands to a deal. */
  public interface Deals {
    /** Completes when the deal has journaled what follows from all the steps, in their order. */
    CompletionStage<Done> deliver(DealKey deal, List<TimedCommand> steps);
  }

  /** The intake's own facts, from the first one. */
  public interface History {
    /** Waits for the disk. */
    void forEach(Consumer<IntakeEvent> each);
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final IntakeSettings settings;
  private final LogFollower follower;
  private final Deals deals;
  private final Consumer<ChainClock> clocks;
  private final Runnable hold;
  private final History history;
  private final int snapshotEvery;
  private final Executor blocking;
  private final IntakeLog log = new IntakeLog();
  private final Doorbell doorbell;
  private Optional<AnnouncedHead> announced = Optional.empty();
  private Optional<BlockRef> suspected = Optional.empty();
  private @Nullable ChainClock told;

  /** Chain time since when the chain is followed without a break; empty while it is not. */
  private OptionalLong awake = OptionalLong.empty();

  private boolean polling;
  private long polledAt = System.nanoTime();
  private boolean delivering;

  private IntakeActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String entity,
      IntakeSettings settings,
      LogFollower follower,
      Doorbell doorbell,
      Deals deals,
      Consumer<ChainClock> clocks,
      Runnable hold,
      History history,
      int snapshotEvery,
      Executor blocking) {
    super(persistenceId(entity));
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.follower = follower;
    this.doorbell = doorbell;
    this.deals = deals;
    this.clocks = clocks;
    this.hold = hold;
    this.history = history;
    this.snapshotEvery = snapshotEvery;
    this.blocking = blocking;
  }

  /** The journal's name of an intake. */
  public static PersistenceId persistenceId(String entity) {
    return PersistenceId.of(KEY.name(), entity);
  }

  /**
   * The behavior of an intake.
   *
   * @param doorbell whoever has it sends {@link Rung} when it rings
   * @param clocks told of each new head once everything up to it was delivered
   * @param hold run when the node contradicts finality: nothing may be signed until the next clock
   * @param snapshotEvery after how many facts the state is kept beside the journal
   * @param blocking runs the follower, which waits for the node
   */
  public static Behavior<Command> create(
      String entity,
      IntakeSettings settings,
      LogFollower follower,
      Doorbell doorbell,
      Deals deals,
      Consumer<ChainClock> clocks,
      Runnable hold,
      History history,
      int snapshotEvery,
      Executor blocking) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new IntakeActor(
                        context,
                        timers,
                        entity,
                        settings,
                        follower,
                        doorbell,
                        deals,
                        clocks,
                        hold,
                        history,
                        snapshotEvery,
                        blocking)));
  }

  @Override
  public IntakeState emptyState() {
    return IntakeState.startAt(settings.startBlock());
  }

  @Override
  public CommandHandler<Command, IntakeEvent, IntakeState> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Wake wake -> Effect().none();
          case Rung rung -> {
            rung(state);
            yield Effect().none();
          }
          case Poll poll -> poll(state);
          case Found found -> found(state, found.steps(), found.reach());
          case PollFailed failed -> {
            polled();
            if (failed.cause() instanceof FinalityViolation violation) {
              log.suspected(violation, settings.secondLook());
              suspected = Optional.of(violation.ours());
              hold.run();
              timers.startSingleTimer(new SecondLook(), settings.secondLook());
              yield Effect().none();
            }
            log.pollFailed(failed.cause());
            timers.startSingleTimer(new Poll(), settings.poll().multipliedBy(4));
            yield Effect().none();
          }
          case SecondLook again -> {
            suspected.ifPresent(this::look);
            yield Effect().none();
          }
          case Looked looked -> looked(looked.theirs());
          case LookFailed failed -> {
            log.pollFailed(failed.cause());
            timers.startSingleTimer(new SecondLook(), settings.secondLook());
            yield Effect().none();
          }
          case AcceptChain accept -> accept(state, accept);
          case AcceptLogs accept -> accept(state, accept);
          case Contradict contradict -> contradict(state, contradict);
          case Turned turned -> turned(turned);
          case NotTurned not -> {
            not.replyTo().tell(StatusReply.error(String.valueOf(not.cause().getMessage())));
            yield Effect().none();
          }
          case Acknowledged acknowledged ->
              Effect()
                  .persist(
                      new IntakeEvent.DeliveryAdvanced(state.delivered() + acknowledged.count()))
                  .thenRun(
                      after -> {
                        delivering = false;
                        deliver(after);
                      });
          case DeliveryFailed failed -> {
            log.deliveryFailed(failed.cause());
            timers.startSingleTimer(new Redeliver(), REDELIVER);
            yield Effect().none();
          }
          case Redeliver again -> {
            delivering = false;
            yield Effect().none().thenRun(this::deliver);
          }
        };
  }

  private Effect<IntakeEvent, IntakeState> poll(IntakeState state) {
    if (state.pending().size() > MOST_PENDING) {
      timers.startSingleTimer(new Poll(), settings.poll());
    } else if (!polling && !held(state)) {
      polling = true;
      CompletionStage<Found> steps =
          CompletableFuture.supplyAsync(
              () -> {
                List<FollowStep> found = follower.next(state.cursor());
                return new Found(found, follower.reach());
              },
              blocking);
      context.pipeToSelf(
          steps, (found, failure) -> failure == null ? found : new PollFailed(unwrapped(failure)));
    }
    return Effect().none();
  }

  /** Whether the node contradicts what was recorded as final: then nothing goes on. */
  private boolean held(IntakeState state) {
    return suspected.isPresent() || state.violation().isPresent();
  }

  /**
   * An endpoint that was switched may show another chain for a while: only one that still does
   * after some time is believed to mean it.
   */
  private void look(BlockRef ours) {
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> follower.inPlaceOf(ours), blocking),
        (theirs, failure) ->
            failure == null ? new Looked(theirs) : new LookFailed(unwrapped(failure)));
  }

  private Effect<IntakeEvent, IntakeState> looked(Optional<BlockRef> theirs) {
    BlockRef ours = suspected.orElseThrow();
    if (theirs.isEmpty()) {
      log.absent(ours);
      timers.startSingleTimer(new SecondLook(), settings.secondLook());
      return Effect().none();
    }
    if (theirs.get().hash().equals(ours.hash())) {
      log.restored(ours);
      suspected = Optional.empty();
      timers.startSingleTimer(new Poll(), Duration.ZERO);
      return Effect().none().thenRun(this::repeatClock);
    }
    IntakeEvent violated = new IntakeEvent.FinalityViolated(ours, theirs.get());
    return Effect()
        .persist(violated)
        .thenRun(
            after -> {
              suspected = Optional.empty();
              log.seen(violated);
            });
  }

  /** Who was told to hold waits for a clock, also for one that it had before. */
  private void repeatClock(IntakeState state) {
    told = null;
    deliver(state);
  }

  private Effect<IntakeEvent, IntakeState> contradict(IntakeState state, Contradict contradict) {
    if (state.violation().equals(Optional.of(contradict.contradiction()))) {
      contradict.replyTo().tell(StatusReply.ack());
      return Effect().none();
    }
    if (held(state)) {
      contradict.replyTo().tell(StatusReply.error("the intake stands still already"));
      return Effect().none();
    }
    hold.run();
    return Effect()
        .persist(contradict.contradiction())
        .thenRun(
            after -> {
              log.seen(contradict.contradiction());
              contradict.replyTo().tell(StatusReply.ack());
            });
  }

  private Effect<IntakeEvent, IntakeState> accept(IntakeState state, AcceptChain accept) {
    if (state.violation().isEmpty()) {
      return refused(accept.replyTo(), "no final block was replaced");
    }
    return switch (state.violation().get()) {
      case IntakeEvent.LogsContradicted contradicted ->
          refused(accept.replyTo(), "block " + contradicted.block() + " was not replaced");
      case IntakeEvent.StateContradicted contradicted ->
          refused(
              accept.replyTo(),
              "no block was replaced, logs of deal " + contradicted.deal() + " are missing");
      case IntakeEvent.FinalityViolated violation -> {
        if (accept.block().equals(violation.ours().hash())) {
          yield kept(state, violation.ours(), accept.replyTo());
        }
        if (!accept.block().equals(violation.theirs().hash())) {
          yield refused(
              accept.replyTo(),
              "expected the hash of block "
                  + violation.ours()
                  + " or of block "
                  + violation.theirs()
                  + ", got "
                  + accept.block());
        }
        yield turn(violation.theirs(), Long.MAX_VALUE, true, accept.replyTo());
      }
    };
  }

  private Effect<IntakeEvent, IntakeState> accept(IntakeState state, AcceptLogs accept) {
    if (state.violation().isEmpty()) {
      return refused(accept.replyTo(), "the logs of no final block are contradicted");
    }
    return switch (state.violation().get()) {
      case IntakeEvent.FinalityViolated violation ->
          refused(accept.replyTo(), "block " + violation.ours() + " was replaced as a whole");
      case IntakeEvent.LogsContradicted contradicted ->
          accept.recorded()
              ? kept(state, contradicted.block(), accept.replyTo())
              : turn(contradicted.block(), contradicted.block().number(), false, accept.replyTo());
      case IntakeEvent.StateContradicted contradicted ->
          accept.recorded()
              ? kept(state, contradicted.since(), accept.replyTo())
              : turn(
                  contradicted.since(), contradicted.since().number() + 1, false, accept.replyTo());
    };
  }

  private Effect<IntakeEvent, IntakeState> refused(
      ActorRef<StatusReply<Done>> replyTo, String why) {
    replyTo.tell(StatusReply.error(why));
    return Effect().none();
  }

  /** Nothing recorded is wrong; should the node go on contradicting it, this begins again. */
  private Effect<IntakeEvent, IntakeState> kept(
      IntakeState state, BlockRef ours, ActorRef<StatusReply<Done>> replyTo) {
    return turned(
        List.of(
            new IntakeEvent.ChainAccepted(ours, state.cursor().nextNumber(), state.cursor().tip())),
        replyTo);
  }

  private Effect<IntakeEvent, IntakeState> turn(
      BlockRef accepted, long below, boolean exactly, ActorRef<StatusReply<Done>> replyTo) {
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> turn(accepted, below, exactly), blocking),
        (turn, failure) ->
            failure == null
                ? new Turned(turn, replyTo)
                : new NotTurned(unwrapped(failure), replyTo));
    return Effect().none();
  }

  /**
   * Compares the recorded blocks with the node's, down to the last below a height that both have.
   *
   * @param exactly whether the node must have that block; otherwise it may have another one there,
   *     for a node may have invented the one that is recorded
   */
  private Turn turn(BlockRef accepted, long below, boolean exactly) {
    Optional<BlockRef> now = follower.at(accepted.number());
    if (now.filter(block -> !exactly || block.equals(accepted)).isEmpty()) {
      throw new IllegalStateException(
          "expected the node to have block "
              + accepted
              + ", got "
              + now.map(BlockRef::toString).orElse("no block at that height"));
    }
    RecordedBlocks recorded = new RecordedBlocks(MOST_COMPARED);
    history.forEach(recorded::happened);
    List<Recorded> ours = recorded.newestFirst();
    Optional<BlockRef> common =
        follower.common(
            ours.stream().map(Recorded::block).filter(block -> block.number() < below).toList());
    if (common.isEmpty() && recorded.cut()) {
      throw new IllegalStateException(
          "expected a common block among the newest "
              + MOST_COMPARED
              + " recorded ones, got none: only a new data folder can follow that chain");
    }
    long height = common.map(BlockRef::number).orElse(-1L);
    return new Turn(
        now.get(), common, ours.stream().filter(block -> block.block().number() > height).toList());
  }

  private Effect<IntakeEvent, IntakeState> turned(Turned turned) {
    Turn turn = turned.turn();
    List<IntakeEvent> events = new ArrayList<>();
    events.add(
        new IntakeEvent.ChainAccepted(
            turn.accepted(),
            turn.common().map(block -> block.number() + 1).orElse(settings.startBlock()),
            turn.common()));
    turn.gone()
        .forEach(gone -> events.add(new IntakeEvent.BlockRetracted(gone.block(), gone.deals())));
    return turned(events, turned.replyTo());
  }

  private Effect<IntakeEvent, IntakeState> turned(
      List<IntakeEvent> events, ActorRef<StatusReply<Done>> replyTo) {
    return Effect()
        .persist(events)
        .thenRun(
            after -> {
              events.forEach(log::seen);
              replyTo.tell(StatusReply.ack());
              repeatClock(after);
              timers.startSingleTimer(new Poll(), Duration.ZERO);
            });
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  private Effect<IntakeEvent, IntakeState> found(
      IntakeState state, List<FollowStep> steps, LogFollower.Reach reach) {
    List<IntakeEvent> events = new ArrayList<>();
    IntakeState now = state;
    for (FollowStep step : steps) {
      IntakeEvent event = BlockReader.event(step, now);
      now = now.apply(event);
      events.add(event);
    }
    OptionalLong since = awake(state, now, reach, events);
    return Effect()
        .persist(events)
        .thenRun(
            after -> {
              polled();
              awake = since;
              events.forEach(log::seen);
              deliver(after);
              timers.startSingleTimer(new Poll(), pause(after, steps));
            });
  }

  /**
   * Since when the chain is followed, after a call. That it is again is a fact, and stands before
   * all that is decided by it: the deals' windows begin anew with it. It is also where one call
   * read so much time that windows may have gone by in it: the node was behind itself, or away.
   */
  private OptionalLong awake(
      IntakeState before, IntakeState now, LogFollower.Reach reach, List<IntakeEvent> events) {
    return switch (reach) {
      case LIMIT -> OptionalLong.empty();
      case SHORT -> awake;
      case HEAD -> {
        Optional<BlockRef> tip =
            awake.isPresent() && !leaps(before.cursor().tip(), now.cursor().tip())
                ? Optional.empty()
                : now.cursor().tip();
        tip.map(IntakeEvent.CaughtUp::new).ifPresent(events::add);
        yield tip.map(head -> OptionalLong.of(head.timestamp())).orElse(awake);
      }
    };
  }

  /** Whether several blocks came at once with more time in them than a follower misses. */
  private static boolean leaps(Optional<BlockRef> from, Optional<BlockRef> to) {
    return from.isPresent()
        && to.isPresent()
        && to.get().number() > from.get().number() + 1
        && to.get().timestamp() > from.get().timestamp() + LEAP_SECONDS;
  }

  private void polled() {
    polling = false;
    polledAt = System.nanoTime();
  }

  /**
   * How long to wait after an answer: the node has more, or has been heard to have, or is quiet.
   */
  private Duration pause(IntakeState state, List<FollowStep> found) {
    if (found.stream().mapToLong(IntakeActor::blocks).sum() > 1) {
      return Duration.ZERO;
    }
    announced = doorbell.answer().or(() -> announced);
    boolean quiet =
        awake.isPresent()
            && doorbell.listening()
            && announced.map(head -> known(state, head)).orElse(true);
    return quiet ? settings.idle() : settings.poll();
  }

  private static long blocks(FollowStep step) {
    return switch (step) {
      case FollowStep.BlockExtended extended -> 1;
      case FollowStep.RangeScanned range -> range.to() - range.from() + 1;
      case FollowStep.BlockRetracted retracted -> 0;
      case FollowStep.FinalityAdvanced advanced -> 0;
    };
  }

  /** Whether an announced head is recorded, or behind what is. */
  private static boolean known(IntakeState state, AnnouncedHead head) {
    return state.cursor().tip().map(tip -> tip.number() > head.number()).orElse(false)
        || state.cursor().tail().stream().anyMatch(block -> block.hash().equals(head.hash()));
  }

  /** Asks now, unless it asked less than a poll interval ago or knows what was announced. */
  private void rung(IntakeState state) {
    Optional<AnnouncedHead> head = doorbell.answer();
    announced = head.or(() -> announced);
    if (!polling && !held(state) && !head.map(now -> known(state, now)).orElse(false)) {
      Duration since = Duration.ofNanos(System.nanoTime() - polledAt);
      Duration left = settings.poll().minus(since);
      timers.startSingleTimer(new Poll(), left.isNegative() ? Duration.ZERO : left);
    }
  }

  /**
   * Hands the oldest deliveries to their deals, those of one deal in their order; when nothing is
   * pending, tells the time.
   */
  private void deliver(IntakeState state) {
    if (delivering || held(state)) {
      return;
    }
    if (state.pending().isEmpty()) {
      for (ChainClock now : clock(state)) {
        if (!now.equals(told)) {
          told = now;
          clocks.accept(now);
        }
      }
      return;
    }
    delivering = true;
    List<Delivery> next =
        List.copyOf(state.pending().subList(0, Math.min(MOST_IN_FLIGHT, state.pending().size())));
    Map<DealId, List<TimedCommand>> steps = new LinkedHashMap<>();
    for (ChainClock newest : clock(state)) {
      long number = state.delivered();
      for (Delivery delivery : next) {
        number++;
        steps
            .computeIfAbsent(delivery.deal(), deal -> new ArrayList<>())
            .add(timed(delivery, number, newest));
      }
    }
    List<CompletableFuture<Done>> answers = new ArrayList<>();
    steps.forEach(
        (deal, its) -> {
          DealKey key = DealKey.of(settings.chainId(), settings.storage(), deal);
          answers.add(deals.deliver(key, its).toCompletableFuture());
        });
    context.pipeToSelf(
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)),
        (done, failure) ->
            failure == null
                ? new Acknowledged(next.size())
                : new DeliveryFailed(unwrapped(failure)));
  }

  /**
   * A delivery with its time. What is not delivered yet may still be retracted by what comes after
   * it: nothing from its block on can count as safe.
   */
  private static TimedCommand timed(Delivery delivery, long number, ChainClock newest) {
    long below = delivery.block().number() - 1;
    return new TimedCommand(
        command(delivery, number),
        new ChainClock(
            newest.head(),
            Math.min(newest.safe(), below),
            Math.min(newest.finalized(), below),
            newest.awake()));
  }

  /**
   * @param number the delivery's, counted from the intake's first: by it a deal knows one that it
   *     heard already
   */
  private static DealCommand command(Delivery delivery, long number) {
    return switch (delivery) {
      case Delivery.Logs logs ->
          new DealCommand.RecordLogs(logs.deal(), logs.block(), logs.logs(), number);
      case Delivery.Retraction retraction ->
          new DealCommand.RetractBlock(retraction.block(), number);
    };
  }

  /**
   * The time as the newest recorded block tells it; none before the first block, or where a
   * reorganisation took all we had.
   */
  private List<ChainClock> clock(IntakeState state) {
    return state
        .cursor()
        .tip()
        .or(() -> state.pending().stream().findFirst().map(Delivery::block))
        .map(
            (BlockRef head) ->
                new ChainClock(head, state.cursor().safe(), state.cursor().finalized(), awake))
        .stream()
        .toList();
  }

  @Override
  public EventHandler<IntakeState, IntakeEvent> eventHandler() {
    return IntakeState::apply;
  }

  @Override
  public SignalHandler<IntakeState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            state -> {
              log.resumed(state.cursor().nextNumber(), state.pending().size());
              state.violation().ifPresent(log::halted);
              deliver(state);
              timers.startSingleTimer(new Poll(), Duration.ZERO);
            })
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(snapshotEvery, 2);
  }

  @Override
  public SnapshotAdapter<IntakeState> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(IntakeState state) {
        return state.kept();
      }

      @Override
      public IntakeState fromJournal(Object kept) {
        return IntakeState.of((IntakeSnapshot) kept);
      }
    };
  }
}
