package lilypad.mediator.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import lilypad.persistence.Journals;
import lilypad.persistence.audit.AuditLog;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.story.RecordedFact;
import lilypad.protocol.story.RuledFact;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * What the mediator of a journal decided by, and since when. The journal is read when somebody
 * asks, from where it was read last: heads are signed every minute, settings change seldom.
 */
public final class StatedSettings {

  private record Since(long recordedAt, DealSettings settings) {}

  private final ActorSystem<?> system;
  private final ReentrantLock reading = new ReentrantLock();
  private final List<Since> stated = new ArrayList<>();
  private long read;

  /** Of this system's journal. */
  public StatedSettings(ActorSystem<?> system) {
    this.system = system;
  }

  /** A deal's facts with what each was decided by, by the journal's clock; waits for the disk. */
  public List<RuledFact> ruling(List<RecordedFact> facts) {
    List<Since> known = known();
    return facts.stream().map(fact -> new RuledFact(fact, at(known, fact.recordedAt()))).toList();
  }

  private static Optional<DealSettings> at(List<Since> known, long recordedAt) {
    Optional<DealSettings> newest = Optional.empty();
    for (Since since : known) {
      if (since.recordedAt() <= recordedAt) {
        newest = Optional.of(since.settings());
      }
    }
    return newest;
  }

  private List<Since> known() {
    reading.lock();
    try {
      Journals.of(system)
          .currentEvents(AuditLog.STATEMENTS, read + 1, Long.MAX_VALUE)
          .runForeach(
              envelope -> {
                if (envelope.event() instanceof AuditEvent.SettingsStated said) {
                  stated.add(new Since(envelope.timestamp(), said.settings()));
                }
                read = envelope.sequenceNr();
              },
              system)
          .toCompletableFuture()
          .join();
      return List.copyOf(stated);
    } finally {
      reading.unlock();
    }
  }
}
