package lilypad.protocol.audit;

import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.journal.JournalEvent;

/** A fact about the record itself. */
public sealed interface AuditEvent extends JournalEvent {

  /**
   * What deals are decided by from here on: without it nobody could decide them again. Stated when
   * a mediator starts with other settings than before.
   */
  record SettingsStated(DealSettings settings) implements AuditEvent {}

  /** The mediator signed how far its audit log had got; this fact is behind that. */
  record TreeHeadSigned(SignedTreeHead head) implements AuditEvent {}
}
