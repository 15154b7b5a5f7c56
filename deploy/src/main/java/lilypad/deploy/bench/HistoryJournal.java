package lilypad.deploy.bench;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import lilypad.protocol.Address;
import lilypad.protocol.roster.VerifierState;
import lilypad.protocol.settle.WalletState;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * Writes a {@link MarketHistory} into a mediator's journal, each fact under the id of its entity,
 * by event-sourced actors as the mediator's are. Wallet and verifiers keep their states as they do
 * in a mediator; what else a mediator keeps it does at its first start.
 */
final class HistoryJournal implements AutoCloseable {

  private static final int IN_FLIGHT = 512;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SNAPSHOT_EVERY = 1_000;

  private record Write<E>(List<E> facts, boolean last, Runnable done) {}

  /** Writes what it is told, and folds it. */
  private static final class Scribe<E, S> extends EventSourcedBehavior<Write<E>, E, S> {

    private final S empty;
    private final BiFunction<S, E, S> apply;

    Scribe(String type, String id, S empty, BiFunction<S, E, S> apply) {
      super(PersistenceId.of(type, id));
      this.empty = empty;
      this.apply = apply;
    }

    @Override
    public S emptyState() {
      return empty;
    }

    @Override
    public CommandHandler<Write<E>, E, S> commandHandler() {
      return (state, write) -> {
        var written = Effect().persist(write.facts()).thenRun(() -> write.done().run());
        return write.last() ? written.thenStop() : written;
      };
    }

    @Override
    public EventHandler<S, E> eventHandler() {
      return apply::apply;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
      return empty instanceof Nothing
          ? RetentionCriteria.disabled()
          : RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2);
    }
  }

  /** The state of what keeps none. */
  private record Nothing() {}

  private final ActorSystem<Void> system;
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final Map<String, ActorRef<?>> scribes = new ConcurrentHashMap<>();
  private long written;

  private HistoryJournal(Path folder) {
    this.system =
        ActorSystem.create(
            Behaviors.empty(),
            "history",
            ConfigFactory.parseMap(
                    Map.of(
                        "lilypad.journal.folder", folder.toString(),
                        "pekko.persistence.journal.plugin", "lilypad.journal.embedded",
                        "pekko.persistence.snapshot-store.plugin", "lilypad.snapshots.embedded",
                        "pekko.loggers", List.of("org.apache.pekko.event.slf4j.Slf4jLogger"),
                        "pekko.loglevel", "WARNING"))
                .withFallback(ConfigFactory.load()));
  }

  /**
   * Writes all of it.
   *
   * @param folder the journal's
   * @param intake the intake's id
   * @return how many facts there are
   */
  static long write(MarketHistory history, Path folder, String intake) throws InterruptedException {
    try (HistoryJournal journal = new HistoryJournal(folder)) {
      for (int group = 0; group < history.groups(); group++) {
        journal.group(history, group, intake);
      }
      journal.take(IN_FLIGHT);
      return journal.written;
    }
  }

  private void group(MarketHistory history, int group, String intake) throws InterruptedException {
    append("intake", intake, new Nothing(), (state, fact) -> state, history.intake(group));
    for (int i = 0; i < MarketHistory.FIVE; i++) {
      int deal = MarketHistory.FIVE * group + i;
      write(
          system.systemActorOf(
              scribe(
                  "deal",
                  MarketHistory.key(deal).toString(),
                  new Nothing(),
                  (state, fact) -> state),
              "deal-" + deal,
              Props.empty()),
          history.deal(deal),
          true);
      if (history.mediated(deal) && !history.open(deal)) {
        append(
            "wallet",
            history.signer().toString(),
            WalletState.EMPTY,
            WalletState::apply,
            history.wallet(deal));
        for (int seat = 0; seat < MarketHistory.seats(); seat++) {
          Address verifier = MarketHistory.seated(deal, seat);
          append(
              "verifier",
              verifier.toString(),
              VerifierState.EMPTY,
              VerifierState::apply,
              MarketHistory.verifier(deal, seat));
        }
      }
    }
  }

  private static <E, S> Behavior<Write<E>> scribe(
      String type, String id, S empty, BiFunction<S, E, S> apply) {
    return Behaviors.setup(context -> new Scribe<>(type, id, empty, apply));
  }

  @SuppressWarnings("unchecked") // by its name a scribe takes facts of one kind
  private <E, S> void append(
      String type, String id, S empty, BiFunction<S, E, S> apply, List<E> facts)
      throws InterruptedException {
    ActorRef<?> scribe =
        scribes.computeIfAbsent(
            type + "-" + id,
            name -> system.systemActorOf(scribe(type, id, empty, apply), name, Props.empty()));
    write((ActorRef<Write<E>>) scribe, facts, false);
  }

  private <E> void write(ActorRef<Write<E>> scribe, List<E> facts, boolean last)
      throws InterruptedException {
    take(1);
    scribe.tell(new Write<>(facts, last, room::release));
    written += facts.size();
  }

  private void take(int permits) throws InterruptedException {
    if (!room.tryAcquire(permits, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new BenchFault("expected the disk to take the history, got no answer in " + PATIENCE);
    }
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
