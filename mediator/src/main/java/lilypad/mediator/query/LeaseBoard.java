package lilypad.mediator.query;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import lilypad.protocol.Address;
import lilypad.protocol.journal.BoardsSnapshot.Lent;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent;

/**
 * The leases that verifiers' records show open, and the deal that each was given for. Fed by one
 * thread and read by many.
 */
public final class LeaseBoard {

  private final Map<AssignmentRound, Lent> open = new ConcurrentSkipListMap<>();

  /** Adds a fact of a verifier's record. */
  void served(Address verifier, VerifierEvent event) {
    switch (event) {
      case VerifierEvent.AssignmentLeased e ->
          put(new Lent(verifier, new AssignmentRound(e.assignment(), e.round()), e.deal()));
      case VerifierEvent.AssignmentConcluded e ->
          open.remove(new AssignmentRound(e.assignment(), e.round()));
      case VerifierEvent.VerifierRegistered e -> {}
      case VerifierEvent.VerifierObserved e -> {}
      case VerifierEvent.PayCredited e -> {}
      case VerifierEvent.PayoutRequested e -> {}
      case VerifierEvent.PayoutStopped e -> {}
      case VerifierEvent.PayoutMade e -> {}
      case VerifierEvent.PayoutReturned e -> {}
    }
  }

  /** All of them. */
  public List<Lent> open() {
    return List.copyOf(open.values());
  }

  /** Puts an empty board where it was. */
  void resume(List<Lent> lent) {
    lent.forEach(this::put);
  }

  private void put(Lent lent) {
    open.put(lent.key(), lent);
  }
}
