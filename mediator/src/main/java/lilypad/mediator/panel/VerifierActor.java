package lilypad.mediator.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Wei;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.Account;
import lilypad.protocol.roster.LeaseRecord;
import lilypad.protocol.roster.TrackRecord;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.roster.VerifierState;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Guards the record of one verifier: who it is, what it was lent and how that ended, what it earned
 * and was paid. A lease is journaled here before it is sent, and so is a payout, one at a time. The
 * panel's desk, the boards and the wallet send everything, as often as they like: what is known
 * already adds no fact.
 */
public final class VerifierActor
    extends EventSourcedBehavior<VerifierActor.Command, VerifierEvent, VerifierState> {

  /** The entity type: one entity for each node's address. */
  public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "verifier");

  /** What a verifier's record can be sent. */
  public sealed interface Command {}

  /** The node was admitted: done when that is journaled. */
  public record Admit(VerifierEvent.VerifierRegistered registration, ActorRef<Done> replyTo)
      implements Command {}

  /** What the record is to hold, unless it does already. */
  public sealed interface Entry {}

  /** The node is to be lent work. */
  public record Lend(AssignmentRound key, DealKey deal) implements Entry {}

  /** The work ended. */
  public record Conclude(AssignmentRound key, VerifierEvent.Conclusion how) implements Entry {}

  /** A verdict showed something about the node's part. */
  public record Observe(VerifierEvent.VerifierObserved seen) implements Entry {}

  /** All of these, in their order: done when what follows from them is journaled, at once. */
  public record Write(List<Entry> entries, ActorRef<Done> replyTo) implements Command {
    public Write {
      entries = List.copyOf(entries);
    }
  }

  /** An answer earned something. */
  public record Credit(VerifierEvent.PayCredited earned) implements Command {}

  /**
   * Pay out what the account holds; answered when that is journaled.
   *
   * @param least what is not worth a transaction below it
   */
  public record PayOut(Wei least, ActorRef<PayoutAnswer> replyTo) implements Command {}

  /** A payout is under way: have the wallet go on with it, or tell how it ended. */
  public record Drive() implements Command {}

  /** From the wallet: what became of a payout. */
  public record Reported(SettlementReport report) implements Command {}

  /** Who wants to know what is recorded of verifiers, as soon as it is. */
  public interface Watcher {
    /** From now on this is the record. */
    void recorded(Address verifier, TrackRecord record);
  }

  private final Address verifier;
  private final int snapshotEvery;
  private final Watcher watcher;
  private final Cashier cashier;
  private final PayLog log = new PayLog();

  private VerifierActor(Address verifier, int snapshotEvery, Watcher watcher, Cashier cashier) {
    super(PersistenceId.of(KEY.name(), verifier.toString()));
    this.verifier = verifier;
    this.snapshotEvery = snapshotEvery;
    this.watcher = watcher;
    this.cashier = cashier;
  }

  /**
   * The behavior of one verifier's record.
   *
   * @param snapshotEvery after how many facts the state is kept beside the journal
   * @param watcher is told the record when it is known and whenever it changes
   * @param cashier pays the account out
   */
  public static Behavior<Command> create(
      Address verifier, int snapshotEvery, Watcher watcher, Cashier cashier) {
    return Behaviors.setup(context -> new VerifierActor(verifier, snapshotEvery, watcher, cashier));
  }

  @Override
  public VerifierState emptyState() {
    return VerifierState.EMPTY;
  }

  @Override
  public CommandHandler<Command, VerifierEvent, VerifierState> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Admit admit ->
              done(
                  state.registered().equals(Optional.of(admit.registration()))
                      ? Effect().none()
                      : Effect().persist(admit.registration()),
                  admit.replyTo());
          case Write write -> write(state, write);
          case Credit credit ->
              isCredited(state, credit.earned())
                  ? Effect().none()
                  : Effect()
                      .persist(credit.earned())
                      .thenRun(() -> log.happened(verifier, credit.earned()));
          case PayOut wanted -> payOut(state.account(), wanted);
          case Drive drive -> Effect().none().thenRun(after -> drive(after.account()));
          case Reported reported ->
              state
                  .account()
                  .reported(verifier, reported.report())
                  .<Effect<VerifierEvent, VerifierState>>map(this::persist)
                  .orElseGet(() -> Effect().none());
        };
  }

  /** The debit is journaled before anything is sent: a second wish finds it. */
  private Effect<VerifierEvent, VerifierState> payOut(Account account, PayOut wanted) {
    Optional<VerifierEvent.PayoutRequested> request =
        account.request(wanted.least(), cashier.token(), cashier.payee().apply(verifier));
    if (request.isEmpty()) {
      PayoutAnswer answer =
          account
              .open()
              .<PayoutAnswer>map(open -> new PayoutAnswer.OnItsWay(open.request()))
              .orElseGet(() -> new PayoutAnswer.TooLittle(account.balance()));
      return Effect().none().thenRun(() -> wanted.replyTo().tell(answer));
    }
    Address payee = request.get().to();
    if (payee.equals(cashier.mediator())) {
      PayoutAnswer answer = new PayoutAnswer.ToOurselves(payee, account.balance());
      return Effect().none().thenRun(() -> wanted.replyTo().tell(answer));
    }
    return persist(request.get())
        .thenRun(() -> wanted.replyTo().tell(new PayoutAnswer.Requested(request.get())));
  }

  private EffectBuilder<VerifierEvent, VerifierState> persist(VerifierEvent event) {
    return Effect()
        .persist(event)
        .thenRun(
            after -> {
              log.happened(verifier, event);
              drive(after.account());
            });
  }

  /**
   * Tells the wallet again what is wanted of it, as often as it likes; it answers with what is
   * known. What was given up is never wanted again: its amount could be paid twice.
   */
  private void drive(Account account) {
    account
        .open()
        .ifPresent(
            payout -> {
              SettlementIntent intent = payout.request().intent(verifier);
              payout
                  .stopped()
                  .ifPresentOrElse(
                      why -> cashier.outbox().abandon(intent.id(), why.reason()),
                      () -> cashier.outbox().submit(intent));
            });
  }

  private static boolean isCredited(VerifierState state, VerifierEvent.PayCredited earned) {
    return state
        .lease(new AssignmentRound(earned.assignment(), earned.round()))
        .map(LeaseRecord::credited)
        .orElse(false);
  }

  private static Effect<VerifierEvent, VerifierState> done(
      EffectBuilder<VerifierEvent, VerifierState> effect, ActorRef<Done> replyTo) {
    return effect.thenRun(() -> replyTo.tell(Done.getInstance()));
  }

  private Effect<VerifierEvent, VerifierState> write(VerifierState state, Write write) {
    List<VerifierEvent> facts = new ArrayList<>();
    VerifierState reached = state;
    for (Entry entry : write.entries()) {
      Optional<VerifierEvent> news = news(reached, entry);
      if (news.isPresent()) {
        facts.add(news.get());
        reached = reached.apply(news.get());
      }
    }
    boolean observed = facts.stream().anyMatch(VerifierEvent.VerifierObserved.class::isInstance);
    return done(
        Effect()
            .persist(facts)
            .thenRun(
                after -> {
                  if (observed) {
                    watcher.recorded(verifier, after.record());
                  }
                }),
        write.replyTo());
  }

  private static Optional<VerifierEvent> news(VerifierState state, Entry entry) {
    return switch (entry) {
      case Lend lend ->
          state.lease(lend.key()).isPresent()
              ? Optional.empty()
              : Optional.of(
                  new VerifierEvent.AssignmentLeased(
                      lend.key().assignment(), lend.key().round(), lend.deal()));
      case Conclude conclude ->
          isOpen(state, conclude.key())
              ? Optional.of(
                  new VerifierEvent.AssignmentConcluded(
                      conclude.key().assignment(), conclude.key().round(), conclude.how()))
              : Optional.empty();
      case Observe observe ->
          isObserved(state, observe.seen()) ? Optional.empty() : Optional.of(observe.seen());
    };
  }

  private static boolean isOpen(VerifierState state, AssignmentRound key) {
    return state.lease(key).map(lease -> lease.end().isEmpty()).orElse(false);
  }

  private static boolean isObserved(VerifierState state, VerifierEvent.VerifierObserved seen) {
    return state
        .lease(new AssignmentRound(seen.assignment(), seen.round()))
        .map(LeaseRecord::observed)
        .orElse(false);
  }

  @Override
  public EventHandler<VerifierState, VerifierEvent> eventHandler() {
    return VerifierState::apply;
  }

  @Override
  public SignalHandler<VerifierState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), state -> watcher.recorded(verifier, state.record()))
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(snapshotEvery, 2);
  }
}
