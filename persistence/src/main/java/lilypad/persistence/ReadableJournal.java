package lilypad.persistence;

import lilypad.persistence.audit.AuditLog;
import lilypad.protocol.journal.JournalEvent;

/**
 * A journal that is only read, without an actor system: also while a mediator writes to it. It
 * shows what was there when it was opened.
 */
public interface ReadableJournal extends AutoCloseable {

  /**
   * A fact and its place.
   *
   * @param index in the global order, from 1
   * @param persistenceId whose fact
   * @param number its place among that one's facts, from 1
   * @param recordedAt milliseconds since 1970-01-01; 0 if the journal does not say
   */
  record Entry(
      long index, String persistenceId, long number, long recordedAt, JournalEvent event) {}

  /** Takes entries. */
  interface Receiver {
    /** Takes one; they come in the global order. */
    void take(Entry entry);
  }

  /** The journal's audit log, as it was when the journal was opened. */
  AuditLog auditLog();

  /** The number of facts. */
  long size();

  /**
   * Shows every fact. What others than the entities wrote is left out.
   *
   * @throws lilypad.protocol.journal.UnknownManifest if a newer build wrote a fact
   */
  void forEach(Receiver receiver);

  @Override
  void close();
}
