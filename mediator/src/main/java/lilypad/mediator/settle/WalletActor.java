package lilypad.mediator.settle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.settle.Outgoing;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.settle.WalletState;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/**
 * Guards one signer's outbox: an intent is journaled, then a nonce and the signed bytes, and only
 * then is anything sent. Each new block it looks what became of what is open; the same bytes can be
 * sent any number of times. One piece of work at a time, so that nonces come in order.
 *
 * <p>Deals send {@link Submit} and {@link Abandon}, as often as they like; the clock sends {@link
 * Tick}.
 */
public final class WalletActor
    extends EventSourcedBehavior<WalletActor.Command, WalletEvent, WalletState> {

  /** The entity type: one entity for each signer's address. */
  public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "wallet");

  /** What a wallet can be sent. */
  public sealed interface Command {}

  /** Have an intent take effect, once; what is known of it is reported at once. */
  public record Submit(SettlementIntent intent) implements Command {}

  /** An intent became pointless: if nothing was signed for it, nothing will be. */
  public record Abandon(Hash32 intent, String why) implements Command {}

  /** The chain moved on. */
  public record Tick(ChainClock clock) implements Command {}

  /** The chain is in doubt: nothing is signed or sent until the next {@link Tick}. */
  public record Hold() implements Command {}

  /** From our own courier: what was found out about an intent. */
  record Found(Courier.Finding finding) implements Command {}

  private record Trouble(Hash32 intent, Throwable cause) implements Command {}

  private final ActorContext<Command> context;
  private final Courier courier;
  private final Consumer<Reported> reports;
  private final Executor blocking;
  private final WalletLog log = new WalletLog();
  private Optional<ChainClock> clock = Optional.empty();
  private boolean busy;
  private final Deque<Hash32> round = new ArrayDeque<>();
  private boolean due;

  /** A report and the intent's deal. */
  public record Reported(SettlementIntent intent, SettlementReport report) {}

  private WalletActor(
      ActorContext<Command> context,
      String entity,
      Courier courier,
      Consumer<Reported> reports,
      Executor blocking) {
    super(PersistenceId.of(KEY.name(), entity));
    this.context = context;
    this.courier = courier;
    this.reports = reports;
    this.blocking = blocking;
  }

  /**
   * The behavior of a wallet.
   *
   * @param reports told whatever a deal has to know
   * @param blocking runs the courier, which waits for the node
   */
  public static Behavior<Command> create(
      String entity, Courier courier, Consumer<Reported> reports, Executor blocking) {
    return Behaviors.setup(context -> new WalletActor(context, entity, courier, reports, blocking));
  }

  @Override
  public WalletState emptyState() {
    return WalletState.EMPTY;
  }

  @Override
  public CommandHandler<Command, WalletEvent, WalletState> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Submit submit -> submit(state, submit.intent());
          case Abandon abandon -> abandon(state, abandon);
          case Tick tick -> {
            clock = Optional.of(tick.clock());
            due = true;
            yield Effect().none().thenRun(this::work);
          }
          case Hold held -> {
            clock = Optional.empty();
            yield Effect().none();
          }
          case Found found -> found(state, found.finding());
          case Trouble trouble -> {
            busy = false;
            log.trouble(trouble.intent(), trouble.cause());
            yield Effect().none().thenRun(this::work);
          }
        };
  }

  private Effect<WalletEvent, WalletState> submit(WalletState state, SettlementIntent intent) {
    // What was given up unsent may be wanted again: a reorganisation can bring a check back.
    Optional<Outgoing> known = state.find(intent.id()).filter(o -> o.refused().isEmpty());
    if (known.isPresent()) {
      known.get().report().ifPresent(report -> reports.accept(new Reported(intent, report)));
      return Effect().none();
    }
    return Effect()
        .persist(new WalletEvent.IntentAccepted(intent))
        .thenRun(
            after -> {
              log.accepted(intent);
              round.addFirst(intent.id());
              work(after);
            });
  }

  private Effect<WalletEvent, WalletState> abandon(WalletState state, Abandon abandon) {
    boolean unsent =
        state.find(abandon.intent()).map(o -> o.open() && o.attempts().isEmpty()).orElse(false);
    return unsent
        ? persist(new WalletEvent.IntentRefused(abandon.intent(), abandon.why()), after -> {})
        : Effect().none();
  }

  /**
   * Looks after one open intent after the other; a block that comes meanwhile makes another round,
   * after this one.
   */
  private void work(WalletState state) {
    if (busy || clock.isEmpty()) {
      return;
    }
    if (round.isEmpty() && due) {
      due = false;
      state.open().forEach(outgoing -> round.add(outgoing.intent().id()));
    }
    while (!round.isEmpty()) {
      Optional<Outgoing> next = state.find(round.removeFirst()).filter(Outgoing::open);
      if (next.isPresent()) {
        attend(state, next.get(), clock.get());
        return;
      }
    }
  }

  private void attend(WalletState state, Outgoing next, ChainClock now) {
    busy = true;
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> courier.attend(state, next, now), blocking),
        (finding, failure) ->
            failure == null ? new Found(finding) : new Trouble(next.intent().id(), failure));
  }

  private Effect<WalletEvent, WalletState> found(WalletState state, Courier.Finding finding) {
    busy = false;
    Optional<Outgoing> current = state.find(finding.intent()).filter(Outgoing::open);
    if (current.isEmpty()) {
      return Effect().none().thenRun(this::work);
    }
    SettlementIntent intent = current.get().intent();
    return switch (finding) {
      case Courier.Finding.Nothing nothing -> Effect().none().thenRun(this::work);
      case Courier.Finding.Refused refused -> {
        reports.accept(
            new Reported(
                intent,
                new SettlementReport.Refused(intent.id(), refused.reason(), refused.refusal())));
        yield Effect().none().thenRun(this::work);
      }
      case Courier.Finding.Fact fact -> {
        if (fact.event() instanceof WalletEvent.TransactionSigned) {
          if (clock.isEmpty()) {
            // Held while it was signed: what was neither journaled nor sent never was.
            yield Effect().none();
          }
          // Once the bytes are journaled they may be sent: at once.
          round.addFirst(intent.id());
        }
        yield persist(fact.event(), this::work);
      }
    };
  }

  private Effect<WalletEvent, WalletState> persist(WalletEvent event, Consumer<WalletState> then) {
    return Effect()
        .persist(event)
        .thenRun(
            after -> {
              log.happened(event);
              intentOf(event)
                  .flatMap(after::find)
                  .ifPresent(
                      o ->
                          o.report()
                              .ifPresent(
                                  report -> reports.accept(new Reported(o.intent(), report))));
              then.accept(after);
            });
  }

  private static Optional<Hash32> intentOf(WalletEvent event) {
    return Optional.of(
        switch (event) {
          case WalletEvent.IntentAccepted e -> e.intent().id();
          case WalletEvent.TransactionSigned e -> e.intent();
          case WalletEvent.TransactionMined e -> e.intent();
          case WalletEvent.TransactionReverted e -> e.intent();
          case WalletEvent.TransactionUnmined e -> e.intent();
          case WalletEvent.IntentSettled e -> e.intent();
          case WalletEvent.IntentRefused e -> e.intent();
          case WalletEvent.NonceDisplaced e -> e.intent();
        });
  }

  @Override
  public EventHandler<WalletState, WalletEvent> eventHandler() {
    return WalletState::apply;
  }
}
