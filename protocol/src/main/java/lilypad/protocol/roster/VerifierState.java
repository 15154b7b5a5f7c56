package lilypad.protocol.roster;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
    SortedMap<AssignmentRound, LeaseRecord> leases,
    TrackRecord record,
    Account account)
    implements JournalSnapshot {

  /** Nothing known yet. */
  public static final VerifierState EMPTY =
      new VerifierState(Optional.empty(), new TreeMap<>(), TrackRecord.EMPTY, Account.EMPTY);

  public VerifierState {
    leases = Collections.unmodifiableSortedMap(new TreeMap<>(leases));
  }

  /** What became of an assignment; empty if it was never given. */
  public Optional<LeaseRecord> lease(AssignmentRound key) {
    return Optional.ofNullable(leases.get(key));
  }

  /** The state after one more fact. Pure. */
  public VerifierState apply(VerifierEvent event) {
    return switch (event) {
      case VerifierEvent.VerifierRegistered e -> new VerifierState(Optional.of(e), leases, record, account);
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
    SortedMap<AssignmentRound, LeaseRecord> all = new TreeMap<>(leases);
    AssignmentRound key = new AssignmentRound(assignment, round);
    all.put(key, change.apply(all.getOrDefault(key, LeaseRecord.OPEN)));
    return new VerifierState(registered, all, record, account);
  }
}
