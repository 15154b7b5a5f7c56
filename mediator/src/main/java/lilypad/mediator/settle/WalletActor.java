package lilypad.mediator.settle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.settle.Outgoing;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.settle.WalletState;
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
 * Guards one signer's outbox: an intent is journaled, then a nonce and the signed bytes, and only
 * then is anything sent. Each new block it looks at the account, then what became of everything
 * that is not final; the same bytes can be sent any number of times. One piece of work at a time,
 * so that nonces come in order.
 *
 * <p>Deals, the notary and verifiers' accounts give {@link Order}s, as often as they like, through
 * {@link WalletOrders}; the clock sends {@link Tick}. Verdicts go before what has no deadline.
 */
public final class WalletActor
    extends EventSourcedBehavior<WalletActor.Command, WalletEvent, WalletState> {

  /** The entity type: one entity for each signer's address. */
  public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "wallet");

  /** What a wallet can be sent. */
  public sealed interface Command {}

  /** What is wanted of an intent. */
  public sealed interface Order {
    /** The intent's id. */
    Hash32 about();
  }

  /** Have an intent take effect, once; what is known of it is reported at once. */
  public record Submit(SettlementIntent intent) implements Order {
    @Override
    public Hash32 about() {
      return intent.id();
    }
  }

  /**
   * An intent became pointless: if nothing was signed for it, nothing will be; else its nonce is
   * used for nothing, if that can still be.
   */
  public record Abandon(Hash32 intent, String why) implements Order {
    @Override
    public Hash32 about() {
      return intent;
    }
  }

  /** All of these, in their order: done when what follows from them is journaled, at once. */
  public record Take(List<Order> orders, ActorRef<Done> replyTo) implements Command {
    public Take {
      orders = List.copyOf(orders);
    }
  }

  /** The chain moved on. */
  public record Tick(ChainClock clock) implements Command {}

  /** The chain is in doubt: nothing is signed or sent until the next {@link Tick}. */
  public record Hold() implements Command {}

  /** From our own courier: what was found out about an intent. */
  record Found(Courier.Finding finding) implements Command {}

  private record Trouble(Hash32 intent, Throwable cause) implements Command {}

  private record Surveyed(Courier.Survey survey) implements Command {}

  private record Unsurveyed(Throwable cause) implements Command {}

  private record Retry() implements Command {}

  /** How long after trouble with the node the next round begins, if no block comes before. */
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Courier courier;
  private final Consumer<Reported> reports;
  private final Consumer<Funds> treasurer;
  private final Consumer<Map<Hash32, String>> unknowns;
  private final int snapshotEvery;
  private final Executor blocking;
  private final WalletLog log = new WalletLog();
  private Optional<ChainClock> clock = Optional.empty();
  private boolean busy;
  private final SequencedSet<Hash32> round = new LinkedHashSet<>();
  private boolean due;

  /** Intents of which it is not told whether they took effect, and why not. */
  private final Map<Hash32, String> unknown = new TreeMap<>();

  private boolean low;
  private boolean outpriced;

  /** A report and its intent. */
  public record Reported(SettlementIntent intent, SettlementReport report) {}

  private WalletActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String entity,
      Courier courier,
      Consumer<Reported> reports,
      Consumer<Funds> treasurer,
      Consumer<Map<Hash32, String>> unknowns,
      int snapshotEvery,
      Executor blocking) {
    super(PersistenceId.of(KEY.name(), entity));
    this.context = context;
    this.timers = timers;
    this.courier = courier;
    this.reports = reports;
    this.treasurer = treasurer;
    this.unknowns = unknowns;
    this.snapshotEvery = snapshotEvery;
    this.blocking = blocking;
  }

  /**
   * The behavior of a wallet.
   *
   * @param reports told whatever a deal has to know
   * @param treasurer told what the account holds
   * @param unknowns told of which intents the effect is unknown, and why
   * @param snapshotEvery after how many facts the state is kept beside the journal
   * @param blocking runs the courier, which waits for the node
   */
  public static Behavior<Command> create(
      String entity,
      Courier courier,
      Consumer<Reported> reports,
      Consumer<Funds> treasurer,
      Consumer<Map<Hash32, String>> unknowns,
      int snapshotEvery,
      Executor blocking) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new WalletActor(
                        context,
                        timers,
                        entity,
                        courier,
                        reports,
                        treasurer,
                        unknowns,
                        snapshotEvery,
                        blocking)));
  }

  @Override
  public WalletState emptyState() {
    return WalletState.EMPTY;
  }

  @Override
  public CommandHandler<Command, WalletEvent, WalletState> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Take take -> take(state, take);
          case Tick tick -> {
            clock = Optional.of(tick.clock());
            due = true;
            yield Effect().none().thenRun(this::work);
          }
          case Retry retry -> {
            // What a node did not take is offered again although no block comes: on a quiet chain
            // the next one may be the one that this makes.
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
            timers.startSingleTimer(new Retry(), RETRY);
            yield Effect().none().thenRun(this::work);
          }
          case Surveyed surveyed -> surveyed(surveyed.survey());
          case Unsurveyed unsurveyed -> {
            busy = false;
            log.accountTrouble(unsurveyed.cause());
            timers.startSingleTimer(new Retry(), RETRY);
            yield Effect().none().thenRun(this::lineUp);
          }
        };
  }

  private Effect<WalletEvent, WalletState> surveyed(Courier.Survey survey) {
    busy = false;
    survey.funds().ifPresent(this::account);
    return survey
        .gap()
        .<Effect<WalletEvent, WalletState>>map(
            gap ->
                Effect()
                    .persist(gap)
                    .thenRun(
                        after -> {
                          log.happened(gap);
                          lineUp(after);
                        }))
        .orElseGet(() -> Effect().none().thenRun(this::lineUp));
  }

  /** Says once that it is low, or that gas is too dear, and once that it is not any more. */
  private void account(Funds funds) {
    treasurer.accept(funds);
    if (funds.low() && !low) {
      log.low(funds);
    } else if (!funds.low() && low) {
      log.enoughAgain(funds);
    }
    low = funds.low();
    if (funds.outpriced() && !outpriced) {
      log.outpriced(funds);
    } else if (!funds.outpriced() && outpriced) {
      log.affordableAgain(funds);
    }
    outpriced = funds.outpriced();
  }

  private Effect<WalletEvent, WalletState> take(WalletState state, Take take) {
    List<WalletEvent> facts = new ArrayList<>();
    List<Reported> repeated = new ArrayList<>();
    WalletState reached = state;
    for (Order order : take.orders()) {
      Optional<WalletEvent> fact = news(reached, order);
      if (fact.isPresent()) {
        facts.add(fact.get());
        reached = reached.apply(fact.get());
      } else {
        known(reached, order).ifPresent(repeated::add);
      }
    }
    return Effect()
        .persist(facts)
        .thenRun(
            after -> {
              WalletState before = state;
              for (WalletEvent fact : facts) {
                WalletState then = before.apply(fact);
                taken(before, then, fact);
                before = then;
              }
              repeated.forEach(reports);
              take.replyTo().tell(Done.getInstance());
              work(after);
            });
  }

  /** What was given up may be wanted again: a reorganisation can bring a check back. */
  private static Optional<WalletEvent> news(WalletState state, Order order) {
    return switch (order) {
      case Submit submit -> state.submitted(submit.intent());
      case Abandon abandon -> state.abandoned(abandon.intent(), abandon.why());
    };
  }

  /** Whoever gives up what has come to its end has not heard of that. */
  private static Optional<Reported> known(WalletState state, Order order) {
    return state
        .find(order.about())
        .flatMap(
            outgoing ->
                outgoing
                    .report()
                    .filter(report -> order instanceof Submit || isEnd(report))
                    .map(report -> new Reported(outgoing.intent(), report)));
  }

  private static boolean isEnd(SettlementReport report) {
    return report instanceof SettlementReport.Final
        || (report instanceof SettlementReport.Refused refused
            && refused.refusal() == Refusal.ABANDONED);
  }

  private void taken(WalletState before, WalletState after, WalletEvent fact) {
    if (fact instanceof WalletEvent.IntentAccepted accepted) {
      log.accepted(accepted.intent());
      // After those that came before it: nonces are in the order of acceptance.
      round.add(accepted.intent().id());
    } else {
      happened(before, after, fact);
    }
  }

  /**
   * Looks after one intent after the other; a block that comes meanwhile makes another round, after
   * this one.
   */
  private void work(WalletState state) {
    if (busy || clock.isEmpty()) {
      return;
    }
    ChainClock now = clock.get();
    while (!round.isEmpty()) {
      Optional<Outgoing> next =
          state
              .find(round.removeFirst())
              .filter(Outgoing::watched)
              .filter(outgoing -> !courier.waits(state, outgoing, now));
      if (next.isPresent()) {
        attend(state, next.get(), now);
        return;
      }
    }
    if (due) {
      due = false;
      survey(state, now);
    }
  }

  /** A round: everything that is watched, and what was submitted since the survey began. */
  private void lineUp(WalletState state) {
    round.clear();
    state.line().forEach(outgoing -> round.add(outgoing.intent().id()));
    work(state);
  }

  private void survey(WalletState state, ChainClock now) {
    busy = true;
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> courier.survey(state, now), blocking),
        (survey, failure) -> failure == null ? new Surveyed(survey) : new Unsurveyed(failure));
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
    known(finding);
    Optional<Outgoing> current = state.find(finding.intent()).filter(Outgoing::watched);
    if (current.isEmpty()) {
      return Effect().none().thenRun(this::work);
    }
    SettlementIntent intent = current.get().intent();
    return switch (finding) {
      case Courier.Finding.Nothing nothing -> Effect().none().thenRun(this::work);
      case Courier.Finding.Unknown withheld -> Effect().none().thenRun(this::work);
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
        yield persist(state, fact.event(), this::work);
      }
    };
  }

  private void known(Courier.Finding finding) {
    boolean changed;
    if (finding instanceof Courier.Finding.Unknown withheld) {
      changed = !withheld.why().equals(unknown.put(finding.intent(), withheld.why()));
      if (changed) {
        log.effectUnknown(finding.intent(), withheld.why());
      }
    } else {
      changed = unknown.remove(finding.intent()) != null;
    }
    if (changed) {
      unknowns.accept(Map.copyOf(unknown));
    }
  }

  /** Journals a fact, then tells the deal what is new to it. */
  private Effect<WalletEvent, WalletState> persist(
      WalletState before, WalletEvent event, Consumer<WalletState> then) {
    return Effect()
        .persist(event)
        .thenRun(
            after -> {
              happened(before, after, event);
              then.accept(after);
            });
  }

  private void happened(WalletState before, WalletState after, WalletEvent event) {
    Optional<SettlementReport> known = before.find(event.about()).flatMap(Outgoing::report);
    log.happened(event);
    after
        .find(event.about())
        .ifPresent(
            outgoing ->
                unmined(outgoing, event)
                    .or(outgoing::report)
                    .filter(report -> !known.equals(Optional.of(report)))
                    .ifPresent(report -> reports.accept(new Reported(outgoing.intent(), report))));
  }

  /** A fill is no deal's business. */
  private static Optional<SettlementReport> unmined(Outgoing outgoing, WalletEvent event) {
    Optional<Hash32> transaction =
        switch (event) {
          case WalletEvent.TransactionUnmined e -> Optional.of(e.transaction());
          case WalletEvent.SettlementUndone e -> Optional.of(e.transaction());
          case WalletEvent.IntentAccepted e -> Optional.empty();
          case WalletEvent.GapFound e -> Optional.empty();
          case WalletEvent.TransactionSigned e -> Optional.empty();
          case WalletEvent.TransactionMined e -> Optional.empty();
          case WalletEvent.TransactionReverted e -> Optional.empty();
          case WalletEvent.IntentSettled e -> Optional.empty();
          case WalletEvent.IntentRefused e -> Optional.empty();
          case WalletEvent.NonceDisplaced e -> Optional.empty();
        };
    return transaction
        .filter(hash -> !outgoing.isFill(hash))
        .map(hash -> new SettlementReport.Unmined(outgoing.intent().id(), hash));
  }

  @Override
  public EventHandler<WalletState, WalletEvent> eventHandler() {
    return WalletState::apply;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(snapshotEvery, 2);
  }
}
