package lilypad.mediator.deal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.Deal;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealIntent;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Decision;
import lilypad.protocol.deal.TimedCommand;
import lilypad.protocol.node.AssignmentRound;
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
import org.apache.pekko.persistence.typed.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.Recovery;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Guards one deal: the shell around {@link Deal}. Persists what the rules decide before anything
 * else happens, then lets {@link DealDriver} do what the new state wants done. Knows the time only
 * from what it is told: commands that come before the first clock wait for it.
 *
 * <p>The intake sends {@link Deliver} and waits for the answer; the board sends {@link Tick} for
 * each new block while the deal is open, and {@link Lent} while a record shows a lease that the
 * deal has ended; the panel and the wallet send {@link Hear}.
 */
public final class DealActor extends EventSourcedBehavior<DealActor.Command, DealEvent, DealState> {

  /** The entity type: one entity for each {@link DealKey}. */
  public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "deal");

  /** What a deal's actor can be sent. */
  public sealed interface Command {}

  /**
   * From the intake, each step with its time, at least one: done when what follows from all of them
   * is journaled, which happens at once.
   */
  public record Deliver(List<TimedCommand> steps, ActorRef<Done> replyTo) implements Command {
    public Deliver {
      steps = List.copyOf(steps);
    }
  }

  /** The chain moved on. */
  public record Tick(ChainClock clock) implements Command {}

  /** From panel, wallet or a driver of our own: an error is a {@link DealRefused}. */
  public record Hear(DealCommand command, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /** From the boards, with each block: a verifier's record shows this lease of the deal open. */
  public record Lent(Address verifier, AssignmentRound key) implements Command {}

  /** From our own driver: what it found out. */
  record Learn(DealIntent intent, DealCommand command) implements Command {}

  /** From our own driver: what could not be done now. */
  record Failed(DealIntent intent, String what, String why) implements Command {}

  private record Again() implements Command {}

  /** How long after a failure what is wanted is tried again, if no block comes before. */
  private static final Duration RETRY = Duration.ofSeconds(2);

  /** A deal's facts are few, so there are no snapshots to look for. */
  private static final Recovery FROM_THE_FIRST =
      Recovery.withSnapshotSelectionCriteria(SnapshotSelectionCriteria.none());

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final DealKey key;
  private final Deal deal;
  private final DealDriver driver;
  private final DealPorts.Mirror mirror;
  private Optional<ChainClock> clock = Optional.empty();

  /** What was decided and is being persisted: so no state is reckoned again. */
  private Course course = Course.NONE;

  private DealActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      DealKey key,
      Deal deal,
      DealDriver driver,
      DealPorts.Mirror mirror) {
    super(persistenceId(key));
    this.context = context;
    this.timers = timers;
    this.key = key;
    this.deal = deal;
    this.driver = driver;
    this.mirror = mirror;
  }

  /** The journal's name of a deal. */
  public static PersistenceId persistenceId(DealKey key) {
    return PersistenceId.of(KEY.name(), key.toString());
  }

  /** The behavior of one deal. */
  public static Behavior<Command> create(DealKey key, Deal deal, DealPorts ports) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new DealActor(
                        context,
                        timers,
                        key,
                        deal,
                        new DealDriver(key, deal, ports, context.getSelf()),
                        ports.mirror())));
  }

  @Override
  public DealState emptyState() {
    return DealState.EMPTY;
  }

  @Override
  public CommandHandler<Command, DealEvent, DealState> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Deliver deliver -> {
            clock = Optional.of(deliver.steps().getLast().clock());
            yield decide(state, deliver.steps(), answer(deliver.replyTo()));
          }
          case Tick tick -> {
            clock = Optional.of(tick.clock());
            yield decide(state, new DealCommand.Advance(), tick.clock(), rejection -> {});
          }
          case Learn learn -> {
            driver.answered(learn.intent());
            yield clock
                .map(now -> decide(state, learn.command(), now, rejection -> {}))
                .orElseGet(() -> Effect().stash());
          }
          case Failed failed -> {
            driver.failed(failed);
            timers.startSingleTimer(new Again(), RETRY);
            yield Effect().none();
          }
          case Again again ->
              // On a quiet chain the next block may be the one that this makes.
              Effect()
                  .none()
                  .thenRun(after -> clock.ifPresent(now -> driver.drive(after, now, false)));
          case Lent lent ->
              Effect().none().thenRun(after -> driver.lent(after, lent.verifier(), lent.key()));
          case Hear hear -> hear(state, hear);
        };
  }

  private Effect<DealEvent, DealState> hear(DealState state, Hear hear) {
    if (driver.unwanted(state, hear.command(), clock)) {
      hear.replyTo().tell(StatusReply.ack());
      return Effect().none();
    }
    return clock
        .<Effect<DealEvent, DealState>>map(
            now -> decide(state, hear.command(), now, answerOrReject(hear.replyTo())))
        .orElseGet(() -> Effect().stash());
  }

  private interface Answer {
    void give(Optional<Decision.Rejection> rejection);
  }

  private static Answer answer(ActorRef<Done> replyTo) {
    return rejection -> replyTo.tell(Done.getInstance());
  }

  private static Answer answerOrReject(ActorRef<StatusReply<Done>> replyTo) {
    return rejection ->
        replyTo.tell(
            rejection
                .<StatusReply<Done>>map(r -> StatusReply.error(new DealRefused(r)))
                .orElseGet(StatusReply::ack));
  }

  private Effect<DealEvent, DealState> decide(
      DealState state, DealCommand command, ChainClock now, Answer answer) {
    return decide(state, List.of(new TimedCommand(command, now)), answer);
  }

  /**
   * Facts and the states that they lead to.
   *
   * @param before the state before the first
   * @param after the state after each
   */
  private record Course(DealState before, List<DealEvent> events, List<DealState> after) {

    static final Course NONE = new Course(DealState.EMPTY, List.of(), List.of());

    /** The state before a fact. */
    DealState before(int index) {
      return index == 0 ? before : after.get(index - 1);
    }

    /** The state that a fact leads to from another, if that is one of these very steps. */
    @SuppressWarnings("ReferenceEquality") // to compare states would cost what it is to save
    Optional<DealState> next(DealState state, DealEvent event) {
      for (int i = 0; i < events.size(); i++) {
        if (events.get(i) == event && before(i) == state) {
          return Optional.of(after.get(i));
        }
      }
      return Optional.empty();
    }
  }

  /** The answer is the last decision's. */
  private Effect<DealEvent, DealState> decide(
      DealState state, List<TimedCommand> steps, Answer answer) {
    List<DealEvent> events = new ArrayList<>();
    List<DealState> states = new ArrayList<>();
    Optional<Decision.Rejection> rejection = Optional.empty();
    for (TimedCommand step : steps) {
      Deal.Outcome outcome =
          deal.outcome(states.isEmpty() ? state : states.getLast(), step.command(), step.clock());
      rejection = outcome.decision().rejection();
      rejection.ifPresent(this::refused);
      events.addAll(outcome.decision().events());
      states.addAll(outcome.states());
    }
    Optional<Decision.Rejection> last = rejection;
    Course decided = new Course(state, List.copyOf(events), List.copyOf(states));
    course = decided;
    boolean ticked = steps.getLast().command() instanceof DealCommand.Advance;
    return Effect()
        .persist(decided.events())
        .thenRun(
            after -> {
              course = Course.NONE;
              happened(decided);
              if (!decided.events().isEmpty()) {
                mirror(after);
              }
              answer.give(last);
              driver.drive(after, steps.getLast().clock(), ticked);
            })
        .thenUnstashAll();
  }

  private void refused(Decision.Rejection rejection) {
    context
        .getLog()
        .warn(
            "deal {}: refused: expected {}, got {}", key, rejection.expected(), rejection.actual());
  }

  /** The read model comes to the same state: it is held once. */
  private void mirror(DealState state) {
    mirror.reached(key, lastSequenceNumber(context), state);
  }

  private void happened(Course decided) {
    for (int i = 0; i < decided.events().size(); i++) {
      driver.happened(decided.before(i), decided.after().get(i), decided.events().get(i));
    }
  }

  @Override
  public Recovery recovery() {
    return FROM_THE_FIRST;
  }

  @Override
  public EventHandler<DealState, DealEvent> eventHandler() {
    return (state, event) -> course.next(state, event).orElseGet(() -> state.apply(event));
  }

  @Override
  public SignalHandler<DealState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            state -> {
              context.getLog().debug("deal {} recovered", key);
              mirror(state);
            })
        .build();
  }
}
