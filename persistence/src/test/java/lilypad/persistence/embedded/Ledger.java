package lilypad.persistence.embedded;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/**
 * An actor whose events are {@link Samples#payload} of its id and their number. Its state is the
 * number of its last event; an event with other bytes fails its recovery.
 */
public final class Ledger extends EventSourcedBehavior<Ledger.Write, byte[], Long> {

  /** Persist {@code events} events in one atomic write, then tell the number of the last one. */
  public record Write(int events, ActorRef<Written> replyTo) {}

  public record Written(String persistenceId, long first, long last) {}

  private final String id;

  private Ledger(String id) {
    super(PersistenceId.ofUniqueId(id));
    this.id = id;
  }

  /** One that writes under an id. */
  public static Behavior<Write> create(String id) {
    return new Ledger(id);
  }

  @Override
  public Long emptyState() {
    return 0L;
  }

  @Override
  public CommandHandler<Write, byte[], Long> commandHandler() {
    return (state, command) -> {
      List<byte[]> events =
          IntStream.rangeClosed(1, command.events())
              .mapToObj(i -> Samples.payload(id, state + i))
              .toList();
      return Effect()
          .persist(events)
          .thenReply(command.replyTo(), after -> new Written(id, state + 1, after));
    };
  }

  @Override
  public EventHandler<Long, byte[]> eventHandler() {
    return (state, event) -> {
      if (!Arrays.equals(event, Samples.payload(id, state + 1))) {
        throw new IllegalStateException(
            "expected the bytes of event " + (state + 1) + " of " + id + ", got others");
      }
      return state + 1;
    };
  }
}
