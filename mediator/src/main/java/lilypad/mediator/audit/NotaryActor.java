package lilypad.mediator.audit;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import lilypad.persistence.audit.AuditLog;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.AuditState;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.sign.Signer;
import lilypad.protocol.sign.TreeHead;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * States in the record what deals are decided by, and signs at an interval how far the record has
 * got. A head is signed only if something but the last head came since.
 */
public final class NotaryActor
    extends EventSourcedBehavior<NotaryActor.Command, AuditEvent, AuditState> {

  /** The entity type: one entity for each journal. */
  public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "audit");

  /** The one entity's name. */
  public static final String ENTITY = "log";

  /** What the notary can be sent. */
  public sealed interface Command {}

  /** Deals are decided by this from now on; answered when the record says so. */
  public record State(DealSettings settings, ActorRef<Done> replyTo) implements Command {}

  /** Start, if not started, and stay: an entity that nobody tells anything leaves memory. */
  public record Wake() implements Command {}

  private record Sign() implements Command {}

  private record Signed(Optional<SignedTreeHead> head) implements Command {}

  private record Failed(Throwable cause) implements Command {}

  private final ActorContext<Command> context;
  private final AuditSettings settings;
  private final AuditLog log;
  private final Signer signer;
  private final Clock clock;
  private final int snapshotEvery;
  private final Executor blocking;
  private final NotaryLog said = new NotaryLog();
  private boolean signing;

  private NotaryActor(
      ActorContext<Command> context,
      AuditSettings settings,
      AuditLog log,
      Signer signer,
      Clock clock,
      int snapshotEvery,
      Executor blocking) {
    super(PersistenceId.ofUniqueId(AuditLog.STATEMENTS));
    this.context = context;
    this.settings = settings;
    this.log = log;
    this.signer = signer;
    this.clock = clock;
    this.snapshotEvery = snapshotEvery;
    this.blocking = blocking;
  }

  /**
   * The behavior of the notary.
   *
   * @param snapshotEvery after how many facts the state is kept beside the journal
   * @param blocking reads the tree, which waits for the disk
   */
  public static Behavior<Command> create(
      AuditSettings settings,
      AuditLog log,
      Signer signer,
      Clock clock,
      int snapshotEvery,
      Executor blocking) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  every(timers, settings.headInterval());
                  return new NotaryActor(
                      context, settings, log, signer, clock, snapshotEvery, blocking);
                }));
  }

  private static void every(TimerScheduler<Command> timers, Duration interval) {
    timers.startTimerWithFixedDelay(new Sign(), interval);
  }

  @Override
  public AuditState emptyState() {
    return AuditState.NOTHING;
  }

  @Override
  public CommandHandler<Command, AuditEvent, AuditState> commandHandler() {
    return (state, command) ->
        switch (command) {
          case State wanted ->
              (state.settings().equals(Optional.of(wanted.settings()))
                      ? Effect().none()
                      : Effect().persist(new AuditEvent.SettingsStated(wanted.settings())))
                  .thenRun(() -> wanted.replyTo().tell(Done.getInstance()));
          case Wake wake -> Effect().none();
          case Sign sign -> {
            if (!signing) {
              state.settings().ifPresent(known -> sign(known, state.newest()));
            }
            yield Effect().none();
          }
          case Signed signed -> {
            signing = false;
            yield signed
                .head()
                .map(
                    head ->
                        Effect()
                            .persist(new AuditEvent.TreeHeadSigned(head))
                            .thenRun(() -> said.signed(head)))
                .orElseGet(() -> Effect().none());
          }
          case Failed failed -> {
            signing = false;
            said.failed(failed.cause(), settings.headInterval());
            yield Effect().none();
          }
        };
  }

  private void sign(DealSettings known, Optional<SignedTreeHead> newest) {
    signing = true;
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> head(known, newest), blocking),
        (head, failure) -> failure == null ? new Signed(head) : new Failed(unwrapped(failure)));
  }

  private Optional<SignedTreeHead> head(DealSettings known, Optional<SignedTreeHead> newest) {
    long size = log.size();
    // The newest head's own fact is behind it: alone it is no reason for another.
    long stated = newest.map(head -> head.head().size() + 1).orElse(0L);
    return size <= stated
        ? Optional.empty()
        : Optional.of(
            SignedTreeHead.sign(
                new TreeHead(size, log.root(size), clock.instant().getEpochSecond()),
                signer,
                known.domain()));
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  @Override
  public EventHandler<AuditState, AuditEvent> eventHandler() {
    return AuditState::apply;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(snapshotEvery, 2);
  }
}
