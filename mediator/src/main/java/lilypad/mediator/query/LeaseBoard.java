package lilypad.mediator.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.journal.BoardsSnapshot.Lent;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent;

/**
 * The leases that verifiers' records show open, and the deal that each was given for. Fed by one
 * thread and read by many. Whether one may be over is only looked at when something happened to it
 * or to its deal, and as long as it may: with thousands that are waited for a block costs nothing.
 */
public final class LeaseBoard {

  private final Map<AssignmentRound, Lent> open = new ConcurrentSkipListMap<>();
  private final Map<DealKey, Set<AssignmentRound>> byDeal = new ConcurrentHashMap<>();

  /** To be looked at: new, of a deal with news, or over when it was looked at last. */
  private final Set<AssignmentRound> news = new ConcurrentSkipListSet<>();

  /** Adds a fact of a verifier's record. */
  void served(Address verifier, VerifierEvent event) {
    switch (event) {
      case VerifierEvent.AssignmentLeased e ->
          put(new Lent(verifier, new AssignmentRound(e.assignment(), e.round()), e.deal()));
      case VerifierEvent.AssignmentConcluded e ->
          remove(new AssignmentRound(e.assignment(), e.round()));
      case VerifierEvent.VerifierRegistered e -> {}
      case VerifierEvent.VerifierObserved e -> {}
      case VerifierEvent.PayCredited e -> {}
      case VerifierEvent.PayoutRequested e -> {}
      case VerifierEvent.PayoutStopped e -> {}
      case VerifierEvent.PayoutMade e -> {}
      case VerifierEvent.PayoutReturned e -> {}
    }
  }

  /** Something happened to a deal, which shows it by now. */
  void happened(DealKey deal) {
    news.addAll(byDeal.getOrDefault(deal, Set.of()));
  }

  /**
   * Those that may be over; what is found to be waited for is not asked about again before there is
   * news.
   */
  List<Lent> leftOpen(Predicate<Lent> over) {
    List<Lent> left = new ArrayList<>();
    for (AssignmentRound key : List.copyOf(news)) {
      // What happens to it from here on is news again.
      news.remove(key);
      Lent lent = open.get(key);
      if (lent != null && over.test(lent)) {
        left.add(lent);
        news.add(key);
      }
    }
    return List.copyOf(left);
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
    byDeal.computeIfAbsent(lent.deal(), deal -> ConcurrentHashMap.newKeySet()).add(lent.key());
    news.add(lent.key());
  }

  private void remove(AssignmentRound key) {
    Lent ended = open.remove(key);
    news.remove(key);
    if (ended != null) {
      Set<AssignmentRound> own = byDeal.get(ended.deal());
      if (own != null && own.remove(key) && own.isEmpty()) {
        byDeal.remove(ended.deal());
      }
    }
  }
}
