package lilypad.persistence;

import java.util.List;
import java.util.concurrent.CompletionStage;
import lilypad.persistence.audit.AuditLog;
import org.apache.pekko.NotUsed;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.stream.javadsl.Source;

/**
 * What a running service reads of its journal, whichever that is. Offsets of the global order are
 * {@link org.apache.pekko.persistence.query.Sequence}: an event's index, the first has 1. Of one id
 * they are its sequence numbers.
 */
public interface Journal {

  /**
   * Every event of the global order, then those to come.
   *
   * @param after begin behind the event with this index; 0 for the beginning
   */
  Source<EventEnvelope, NotUsed> allEvents(long after);

  /** As {@link #allEvents}, up to the last event that the order has now. */
  Source<EventEnvelope, NotUsed> currentAllEvents(long after);

  /** The events of one id with numbers from {@code from} to {@code to} that there are now. */
  Source<EventEnvelope, NotUsed> currentEvents(String persistenceId, long from, long to);

  /** As {@link #currentEvents}, read at once on the caller's thread. */
  List<EventEnvelope> readEvents(String persistenceId, long from, long to);

  /** The snapshots of the view {@code name}, beside the events. */
  KeptViews views(String name);

  /** The journal as a tree. */
  AuditLog auditLog();

  /** How it is. Does not wait. */
  JournalState state();

  /** Ends with the fault when the journal can take no more writes; never ends otherwise. */
  CompletionStage<RuntimeException> stopped();
}
