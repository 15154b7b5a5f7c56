package lilypad.mediator.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.LeaseRecord;
import lilypad.protocol.roster.TrackRecord;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.roster.VerifierState;
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
 * Guards the record of one verifier: who it is, what it was lent and how that ended. A lease is
 * journaled here before it is sent. The panel's desk sends everything, as often as it likes: what
 * is known already adds no fact.
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

  /** Who wants to know what is recorded of verifiers, as soon as it is. */
  public interface Watcher {
    /** From now on this is the record. */
    void recorded(Address verifier, TrackRecord record);
  }

  private final Address verifier;
  private final int snapshotEvery;
  private final Watcher watcher;

  private VerifierActor(Address verifier, int snapshotEvery, Watcher watcher) {
    super(PersistenceId.of(KEY.name(), verifier.toString()));
    this.verifier = verifier;
    this.snapshotEvery = snapshotEvery;
    this.watcher = watcher;
  }

  /**
   * The behavior of one verifier's record.
   *
   * @param snapshotEvery after how many facts the state is kept beside the journal
   * @param watcher is told the record when it is known and whenever it changes
   */
  public static Behavior<Command> create(Address verifier, int snapshotEvery, Watcher watcher) {
    return Behaviors.setup(context -> new VerifierActor(verifier, snapshotEvery, watcher));
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
        };
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
