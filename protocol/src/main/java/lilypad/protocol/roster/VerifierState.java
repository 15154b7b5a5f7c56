package lilypad.protocol.roster;

import java.util.Optional;
import java.util.function.UnaryOperator;
import lilypad.protocol.Hash32;
import lilypad.protocol.journal.JournalSnapshot;
import lilypad.protocol.node.AssignmentRound;

/**
 * One verifier as its facts make it.
 *
 * @param registered what it last said it is
 * @param leases what it was given and what became of that
 * @param record what was seen of it
 * @param account what it earned and was paid
 */
public record VerifierState(
    Optional<VerifierEvent.VerifierRegistered> registered,
    Leases leases,
    TrackRecord record,
    Account account)
    implements JournalSnapshot {

  /** Nothing known yet. */
  public static final VerifierState EMPTY =
      new VerifierState(Optional.empty(), Leases.NONE, TrackRecord.EMPTY, Account.EMPTY);

  /** What became of an assignment; empty if it was never given. */
  public Optional<LeaseRecord> lease(AssignmentRound key) {
    return leases.find(key);
  }

  /** The state after one more fact. Pure. */
  public VerifierState apply(VerifierEvent event) {
    return switch (event) {
      case VerifierEvent.VerifierRegistered e ->
          new VerifierState(Optional.of(e), leases, record, account);
      case VerifierEvent.AssignmentLeased e -> with(e.assignment(), e.round(), lease -> lease);
      case VerifierEvent.AssignmentConcluded e ->
          with(e.assignment(), e.round(), lease -> lease.ended(e.conclusion()));
      case VerifierEvent.VerifierObserved e ->
          new VerifierState(
              registered,
              with(e.assignment(), e.round(), LeaseRecord::seen).leases,
              record.after(e),
              account);
      case VerifierEvent.PayCredited e ->
          with(e.assignment(), e.round(), LeaseRecord::paid).accounted(e);
      case VerifierEvent.PayoutRequested e -> accounted(e);
      case VerifierEvent.PayoutStopped e -> accounted(e);
      case VerifierEvent.PayoutMade e -> accounted(e);
      case VerifierEvent.PayoutReturned e -> accounted(e);
    };
  }

  private VerifierState accounted(VerifierEvent event) {
    return new VerifierState(registered, leases, record, account.after(event));
  }

  private VerifierState with(Hash32 assignment, int round, UnaryOperator<LeaseRecord> change) {
    AssignmentRound key = new AssignmentRound(assignment, round);
    LeaseRecord lease = leases.find(key).orElse(LeaseRecord.OPEN);
    return new VerifierState(registered, leases.with(key, change.apply(lease)), record, account);
  }
}
