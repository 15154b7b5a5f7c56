package lilypad.mediator.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import lilypad.mediator.deal.DealPorts;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.LogNews;
import lilypad.protocol.audit.Anchoring;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.AuditState;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementReport;
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
 *
 * <p>Has the newest head anchored on chain, where that is wanted: one at a time, each first a fact,
 * then an intent of the wallet, which tells what becomes of it.
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

  /** From the wallet: what became of an intent to anchor a head. */
  public record Reported(SettlementReport report) implements Command {}

  private record Sign() implements Command {}

  private record Signed(Optional<SignedTreeHead> head) implements Command {}

  private record Failed(Throwable cause) implements Command {}

  private record Weighed(long upTo, boolean news) implements Command {}

  private record Unweighed(Throwable cause) implements Command {}

  private final ActorContext<Command> context;
  private final AuditSettings settings;
  private final AuditLog log;
  private final Signer signer;
  private final DealPorts.Outbox outbox;
  private final Clock clock;
  private final int snapshotEvery;
  private final Executor blocking;
  private final NotaryLog said = new NotaryLog();
  private boolean signing;
  private boolean weighing;

  /** Up to here there is no news since the last anchored head. */
  private long weighed;

  private NotaryActor(
      ActorContext<Command> context,
      AuditSettings settings,
      AuditLog log,
      Signer signer,
      DealPorts.Outbox outbox,
      Clock clock,
      int snapshotEvery,
      Executor blocking) {
    super(PersistenceId.ofUniqueId(AuditLog.STATEMENTS));
    this.context = context;
    this.settings = settings;
    this.log = log;
    this.signer = signer;
    this.outbox = outbox;
    this.clock = clock;
    this.snapshotEvery = snapshotEvery;
    this.blocking = blocking;
  }

  /**
   * The behavior of the notary.
   *
   * @param outbox sends what anchors a head
   * @param snapshotEvery after how many facts the state is kept beside the journal
   * @param blocking reads the tree, which waits for the disk
   */
  public static Behavior<Command> create(
      AuditSettings settings,
      AuditLog log,
      Signer signer,
      DealPorts.Outbox outbox,
      Clock clock,
      int snapshotEvery,
      Executor blocking) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  every(timers, settings.headInterval());
                  return new NotaryActor(
                      context, settings, log, signer, outbox, clock, snapshotEvery, blocking);
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
              state.settings().filter(this::isOurs).ifPresent(known -> sign(known, state.newest()));
            }
            anchor(state);
            yield Effect().none();
          }
          case Reported reported -> reported(state, reported.report());
          case Weighed found -> weighed(state, found);
          case Unweighed failed -> {
            weighing = false;
            said.notAnchored(failed.cause(), settings.headInterval());
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

  /** Whether the record says that our key is the mediator's: before that our word is nobody's. */
  private boolean isOurs(DealSettings known) {
    return known.mediator().equals(signer.address());
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
    return size <= stated || !isNamedIn(size, known, newest)
        ? Optional.empty()
        : Optional.of(
            SignedTreeHead.sign(
                new TreeHead(size, log.root(size), clock.instant().getEpochSecond()),
                signer,
                known.domain()));
  }

  /**
   * Whether the leaves themselves say whose key signs them. Behind another key's heads that takes a
   * while, where leaves get their place after they were acknowledged.
   */
  private boolean isNamedIn(long size, DealSettings known, Optional<SignedTreeHead> newest) {
    return newest
        .filter(head -> !head.isSignedBy(signer.address(), known.domain()))
        .map(head -> LogNews.names(log, signer.address(), head.head().size(), size))
        .orElse(true);
  }

  /**
   * Has the wallet go on with the head that waits to be anchored: it may have been lost on the way,
   * and told again it is the same intent. Or looks whether there is news for another one.
   */
  private void anchor(AuditState state) {
    Optional<AuditEvent.AnchorRequested> waits =
        state.anchoring().filter(Anchoring::pending).map(Anchoring::request);
    if (waits.isPresent()) {
      outbox.submit(waits.get().intent());
    } else if (!weighing && settings.anchor().isPresent() && state.newest().isPresent()) {
      weigh(settings.anchor().get(), state, state.newest().get().head().size());
    }
  }

  private void weigh(AuditSettings.Anchor anchor, AuditState state, long size) {
    Optional<AuditEvent.AnchorRequested> last =
        state
            .anchoring()
            .map(Anchoring::request)
            .filter(request -> request.contract().equals(anchor.contract()));
    boolean early =
        last.map(request -> Instant.ofEpochSecond(request.requestedAt()).plus(anchor.interval()))
            .filter(clock.instant()::isBefore)
            .isPresent();
    long from = Math.max(weighed, last.map(AuditEvent.AnchorRequested::size).orElse(0L));
    if (early || size <= from) {
      return;
    }
    weighing = true;
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> LogNews.between(log, from, size), blocking),
        (news, failure) ->
            failure == null ? new Weighed(size, news) : new Unweighed(unwrapped(failure)));
  }

  private Effect<AuditEvent, AuditState> weighed(AuditState state, Weighed found) {
    weighing = false;
    if (!found.news()) {
      weighed = found.upTo();
      return Effect().none();
    }
    TreeHead head = state.newest().orElseThrow().head();
    AuditEvent.AnchorRequested request =
        new AuditEvent.AnchorRequested(
            settings.anchor().orElseThrow().contract(),
            head.size(),
            head.root(),
            clock.instant().getEpochSecond());
    return Effect().persist(request).thenRun(() -> outbox.submit(request.intent()));
  }

  /** Of a head that waits no more nothing is recorded: the wallet's facts tell the rest. */
  private Effect<AuditEvent, AuditState> reported(AuditState state, SettlementReport report) {
    boolean waits = state.anchoring().filter(a -> a.waitsFor(report.intent())).isPresent();
    return switch (report) {
      case SettlementReport.Broadcast broadcast -> Effect().none();
      case SettlementReport.Mined mined -> Effect().none();
      case SettlementReport.Unmined unmined -> Effect().none();
      case SettlementReport.Final end ->
          waits && end.success()
              ? persist(
                  new AuditEvent.HeadAnchored(
                      end.intent(), end.transaction(), end.block(), end.blockNumber()))
              : Effect().none();
      case SettlementReport.Refused refused -> {
        if (refused.refusal() == Refusal.ABANDONED) {
          yield waits
              ? persist(new AuditEvent.AnchorGivenUp(refused.intent(), refused.reason()))
              : Effect().none();
        }
        if (refused.refusal() != Refusal.REVERTED) {
          // Only sizes that do not grow are refused: no later block cures that.
          outbox.abandon(refused.intent(), refused.reason());
        }
        yield Effect().none();
      }
    };
  }

  private Effect<AuditEvent, AuditState> persist(AuditEvent end) {
    return Effect().persist(end).thenRun(after -> after.anchoring().ifPresent(said::ended));
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
