package lilypad.deploy.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.embedded.EmbeddedStore;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.sign.PrivateKey;
import lilypad.protocol.sign.TreeHead;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** A small {@link DisputeHistory} in a real journal, written as a mediator writes it. */
public final class DisputeJournal implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private record Write(JournalEvent fact, ActorRef<Done> done) {}

  private static final class Scribe extends EventSourcedBehavior<Write, JournalEvent, Long> {
    Scribe(String id) {
      super(PersistenceId.ofUniqueId(id));
    }

    @Override
    public Long emptyState() {
      return 0L;
    }

    @Override
    public CommandHandler<Write, JournalEvent, Long> commandHandler() {
      return (state, write) ->
          Effect().persist(write.fact()).thenRun(after -> write.done().tell(Done.getInstance()));
    }

    @Override
    public EventHandler<Long, JournalEvent> eventHandler() {
      return (state, fact) -> state + 1;
    }
  }

  private final ActorSystem<Void> system;
  private PrivateKey key = DisputeHistory.MEDIATOR;
  private DisputeHistory history = new DisputeHistory();
  private final Map<String, ActorRef<Write>> scribes = new HashMap<>();
  private final List<DealId> deals = new ArrayList<>();
  private int groups;

  /** Begins a journal in a folder. */
  public DisputeJournal(Path folder) {
    this.system =
        ActorSystem.create(Behaviors.empty(), "disputes", MeasuredJournal.EMBEDDED.config(folder));
    write(AuditLog.STATEMENTS, history.settings());
    history.beginning().forEach(made -> write(made.owner(), made.fact()));
  }

  /** Goes on with another key, as the mediator of a restored journal does: that is stated first. */
  public void replaceKey(PrivateKey next) {
    key = next;
    history = new DisputeHistory(next);
    write(AuditLog.STATEMENTS, history.settings());
  }

  /** Writes the next ten deals, of which the first is disputed. */
  public void group() {
    for (DisputeHistory.Made made : history.group(groups)) {
      write(made.owner(), made.fact());
      if (made.fact() instanceof DealEvent.LogRecorded log && !deals.contains(log.deal())) {
        deals.add(log.deal());
      }
    }
    groups++;
  }

  /** Signs how far it got. */
  public void head() {
    AuditLog log = EmbeddedStore.of(system).auditLog();
    long size = log.size();
    write(
        AuditLog.STATEMENTS,
        new AuditEvent.TreeHeadSigned(
            SignedTreeHead.sign(
                new TreeHead(size, log.root(size), 1_760_000_000), key, DisputeHistory.DOMAIN)));
  }

  /** The deals so far; the first of each ten is disputed. */
  public List<DealId> deals() {
    return List.copyOf(deals);
  }

  /** The account whose key signs first. */
  public static Address mediator() {
    return DisputeHistory.MEDIATOR.address();
  }

  private void write(String owner, JournalEvent fact) {
    ActorRef<Write> scribe =
        scribes.computeIfAbsent(
            owner,
            id ->
                system.systemActorOf(
                    Behaviors.setup(context -> new Scribe(id)),
                    "scribe-" + scribes.size(),
                    Props.empty()));
    CompletionStage<Done> done =
        AskPattern.ask(scribe, reply -> new Write(fact, reply), PATIENCE, system.scheduler());
    done.toCompletableFuture().join();
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
