package lilypad.mediator.query;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import lilypad.protocol.DealKey;
import lilypad.protocol.deal.Award;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.journal.BoardsSnapshot.Credit;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.VerifierEvent.PayCredited;

/**
 * What answers earned and no account shows yet: it is told to the accounts until they do. Fed by
 * one thread and read by many.
 */
public final class PayBoard {

  private final Map<AssignmentRound, Credit> owed = new ConcurrentSkipListMap<>();

  /** A deal's answers earned something. */
  void earned(DealKey deal, DealEvent.PayEarned pay) {
    for (Award award : pay.awards()) {
      put(
          new Credit(
              award.verifier(),
              new PayCredited(
                  award.assignment(), award.round(), deal, award.amount(), pay.rule())));
    }
  }

  /** An account shows it. */
  void credited(PayCredited fact) {
    owed.remove(new AssignmentRound(fact.assignment(), fact.round()));
  }

  /** What is to be told to accounts. */
  public List<Credit> owed() {
    return List.copyOf(owed.values());
  }

  /** Puts an empty board where it was. */
  void resume(List<Credit> credits) {
    credits.forEach(this::put);
  }

  private void put(Credit credit) {
    owed.put(new AssignmentRound(credit.fact().assignment(), credit.fact().round()), credit);
  }
}
