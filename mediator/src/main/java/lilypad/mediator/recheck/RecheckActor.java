package lilypad.mediator.recheck;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import lilypad.mediator.recheck.SecondReading.Outcome;
import lilypad.protocol.DealId;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.intake.IntakeEvent.StateContradicted;
import lilypad.protocol.recheck.RecheckEvent;
import lilypad.protocol.recheck.RecheckState;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Guards how far the record was read once more, and keeps the proofs against endpoints. A
 * difference that its block's hash proves is told to the intake at once; one that nobody can be
 * proved wrong for, as a state that the contract tells, only if it was there three times, some time
 * apart.
 */
public final class RecheckActor
    extends EventSourcedBehavior<RecheckActor.Command, RecheckEvent, RecheckState> {

  /** The entity type: one entity beside each intake, with its name. */
  public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "recheck");

  /** What the recheck can be sent. */
  public sealed interface Command {}

  /** Start, if not started. */
  public record Wake() implements Command {}

  /** An endpoint was proved wrong. */
  public record Disprove(RecheckEvent.EndpointDisproved proof) implements Command {}

  private record Look() implements Command {}

  private record Looked(SecondReading.Look look) implements Command {}

  private record Failed(Throwable cause) implements Command {}

  private record Taken(RecheckEvent.RangeRechecked through) implements Command {}

  private record Told() implements Command {}

  /** Tells the intake; completes when it has journaled that. */
  public interface Intake {
    /** Fails while the intake stands still already, for another reason. */
    CompletionStage<Done> contradict(IntakeEvent.Contradiction contradiction);
  }

  private static final int LOOKS = 3;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final RecheckSettings settings;
  private final SecondReading reading;
  private final Intake intake;
  private final int snapshotEvery;
  private final Executor blocking;
  private final Consumer<Optional<String>> standing;
  private final RecheckLog log = new RecheckLog();
  private final RecheckTrouble trouble = new RecheckTrouble();
  private Optional<IntakeEvent.Contradiction> suspected = Optional.empty();
  private Optional<DealId> lastStanding = Optional.empty();
  private int looks;

  private RecheckActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String entity,
      RecheckSettings settings,
      SecondReading reading,
      Intake intake,
      Consumer<Optional<String>> standing,
      int snapshotEvery,
      Executor blocking) {
    super(PersistenceId.of(KEY.name(), entity));
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.reading = reading;
    this.intake = intake;
    this.standing = standing;
    this.snapshotEvery = snapshotEvery;
    this.blocking = blocking;
  }

  /**
   * The behavior of a recheck.
   *
   * @param standing told after each look what cannot be compared now, or that all can
   * @param snapshotEvery after how many facts the state is kept beside the journal
   * @param blocking runs the reading, which waits for node and disk
   */
  public static Behavior<Command> create(
      String entity,
      RecheckSettings settings,
      SecondReading reading,
      Intake intake,
      Consumer<Optional<String>> standing,
      int snapshotEvery,
      Executor blocking) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new RecheckActor(
                        context,
                        timers,
                        entity,
                        settings,
                        reading,
                        intake,
                        standing,
                        snapshotEvery,
                        blocking)));
  }

  @Override
  public RecheckState emptyState() {
    return RecheckState.NOTHING;
  }

  @Override
  public CommandHandler<Command, RecheckEvent, RecheckState> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Wake wake -> Effect().none();
          case Disprove disprove -> Effect().persist(disprove.proof());
          case Look look -> {
            Optional<DealId> last = lastStanding;
            context.pipeToSelf(
                CompletableFuture.supplyAsync(() -> reading.next(state, last), blocking),
                (found, failure) ->
                    failure == null ? new Looked(found) : new Failed(unwrapped(failure)));
            yield Effect().none();
          }
          case Looked looked -> looked(looked.look());
          case Failed failed -> {
            log.failed(failed.cause());
            trouble.failed(failed.cause());
            standing.accept(trouble.now());
            lookIn(settings.every());
            yield Effect().none();
          }
          case Taken taken -> compared(taken.through());
          case Told told -> {
            suspected = Optional.empty();
            lookIn(settings.every());
            yield Effect().none();
          }
        };
  }

  private Effect<RecheckEvent, RecheckState> looked(SecondReading.Look look) {
    trouble.seen(look);
    look.untold().ifPresent(log::unclear);
    standing.accept(trouble.now());
    return switch (look.outcome()) {
      case Outcome.Nothing nothing -> {
        lookIn(settings.every());
        yield Effect().none();
      }
      case Outcome.Unclear unclear -> {
        log.unclear(unclear.why());
        lookIn(settings.every());
        yield Effect().none();
      }
      case Outcome.Same same -> compared(same.fact());
      case Outcome.Different different -> {
        if (seenAgain(different.first()) || different.proven()) {
          tell(different.first(), new Taken(different.through()));
        } else {
          log.differs(different.first(), settings.secondLook());
          lookIn(settings.secondLook());
        }
        yield Effect().none();
      }
      case Outcome.Standing agreements -> {
        suspected = Optional.empty();
        lastStanding = Optional.of(agreements.last());
        agreements.untold().values().forEach(log::unclear);
        lookIn(settings.every());
        yield Effect().none();
      }
      case Outcome.Moved moved -> {
        StateContradicted first = moved.first();
        if (seenAgain(whereverAsked(first))) {
          tell(first, new Told());
        } else {
          log.moved(first, settings.secondLook());
          lookIn(settings.secondLook());
        }
        yield Effect().none();
      }
    };
  }

  /** The newest block is another each time. */
  private static StateContradicted whereverAsked(StateContradicted moved) {
    return new StateContradicted(
        moved.since(), moved.deal(), moved.recorded(), moved.told(), moved.since());
  }

  /** Whether a difference was there often enough to be meant. */
  private boolean seenAgain(IntakeEvent.Contradiction difference) {
    looks = suspected.equals(Optional.of(difference)) ? looks + 1 : 1;
    suspected = Optional.of(difference);
    return looks >= LOOKS;
  }

  private void tell(IntakeEvent.Contradiction contradiction, Command told) {
    context.pipeToSelf(
        intake.contradict(contradiction),
        (done, failure) -> failure == null ? told : new Failed(unwrapped(failure)));
  }

  private Effect<RecheckEvent, RecheckState> compared(RecheckEvent.RangeRechecked range) {
    suspected = Optional.empty();
    return Effect()
        .persist(range)
        .thenRun(
            () -> {
              log.seen(range);
              // There may be more.
              lookIn(Duration.ZERO);
            });
  }

  private void lookIn(Duration delay) {
    timers.startSingleTimer(new Look(), delay);
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  @Override
  public EventHandler<RecheckState, RecheckEvent> eventHandler() {
    return RecheckState::apply;
  }

  @Override
  public SignalHandler<RecheckState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), state -> lookIn(settings.every()))
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(snapshotEvery, 2);
  }
}
