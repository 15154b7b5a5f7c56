package lilypad.protocol.audit;

import lilypad.protocol.journal.JournalEvent;

/** A fact about the record itself. */
public sealed interface AuditEvent extends JournalEvent {

  /** The mediator signed how far its audit log had got; this fact is behind that. */
  record TreeHeadSigned(SignedTreeHead head) implements AuditEvent {}
}
