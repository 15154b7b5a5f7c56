package lilypad.protocol.roster;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Hash32;
import lilypad.protocol.journal.JournalSnapshot;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent.Conclusion;

/**
 * One verifier as its facts make it.
 *
 * @param registered what it last said it is
 * @param leases what it was given and how that ended; empty while it runs
 */
public record VerifierState(
    Optional<VerifierEvent.VerifierRegistered> registered,
    SortedMap<AssignmentRound, Optional<Conclusion>> leases)
    implements JournalSnapshot {

  /** Nothing known yet. */
  public static final VerifierState EMPTY = new VerifierState(Optional.empty(), new TreeMap<>());

  public VerifierState {
    leases = Collections.unmodifiableSortedMap(new TreeMap<>(leases));
  }

  /** The state after one more fact. Pure. */
  public VerifierState apply(VerifierEvent event) {
    return switch (event) {
      case VerifierEvent.VerifierRegistered e -> new VerifierState(Optional.of(e), leases);
      case VerifierEvent.AssignmentLeased e -> with(e.assignment(), e.round(), Optional.empty());
      case VerifierEvent.AssignmentConcluded e ->
          with(e.assignment(), e.round(), Optional.of(e.conclusion()));
    };
  }

  private VerifierState with(Hash32 assignment, int round, Optional<Conclusion> end) {
    SortedMap<AssignmentRound, Optional<Conclusion>> all = new TreeMap<>(leases);
    all.put(new AssignmentRound(assignment, round), end);
    return new VerifierState(registered, all);
  }
}
