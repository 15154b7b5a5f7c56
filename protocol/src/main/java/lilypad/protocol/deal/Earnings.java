package lilypad.protocol.deal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Bytes;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.rules.Ballot;
import lilypad.protocol.rules.Pay;
import lilypad.protocol.rules.Vote;

/**
 * What the answers of a mediation earn, once: when it is certain what came in for it. That is when
 * the deal is over for good, at once where the verdict is not posted, and when another claim takes
 * its place.
 */
final class Earnings {

  private Earnings() {}

  /** What is earned by now; empty if it cannot be said yet, was said before, or is nothing. */
  static Optional<DealEvent.PayEarned> due(Mediation mediation, DealSettings settings) {
    boolean certain =
        mediation.closed().isPresent()
            || mediation.verdict().filter(reached -> !isPosted(mediation, reached)).isPresent();
    return certain ? of(mediation, settings) : Optional.empty();
  }

  private static boolean isPosted(Mediation mediation, DealEvent.VerdictReached reached) {
    return reached.verdict().movesMoney() && !mediation.isSilent();
  }

  /** What is earned if the mediation ends here, for want of anything that could still come in. */
  static Optional<DealEvent.PayEarned> of(Mediation mediation, DealSettings settings) {
    if (mediation.earned().isPresent() || !settings.pay().any()) {
      return Optional.empty();
    }
    Wei fee = fee(mediation);
    List<Award> awards = new ArrayList<>();
    int answers = (int) mediation.seats().filter(seat -> isAnswer(seat, mediation)).count();
    Wei each = Pay.each(settings.pay(), fee, answers);
    if (each.equals(Wei.ZERO)) {
      return Optional.empty();
    }
    for (Round round : mediation.rounds()) {
      for (Seat seat : round.seats()) {
        if (isAnswer(seat, mediation)) {
          PanelMember member = seat.member();
          awards.add(new Award(round.number(), member.assignment(), member.verifier(), each));
        }
      }
    }
    return Optional.of(new DealEvent.PayEarned(Pay.VERSION, fee, awards));
  }

  /**
   * A result that was shown and counts, whether it is the claim or not. One that the mediator's own
   * run contradicts counts as an abstention; that run itself is no seat and earns nothing.
   */
  private static boolean isAnswer(Seat seat, Mediation mediation) {
    Bytes claim = mediation.reading().result().dataId();
    return seat.progress() instanceof Seat.Progress.Revealed
        && mediation.evidence(seat) != Ballot.Evidence.CONTRADICTED
        && seat.vote(claim).filter(vote -> !(vote instanceof Vote.Abstain)).isPresent();
  }

  /** The contracts pay the fee with a verdict that the client asked for, and with nothing else. */
  private static Wei fee(Mediation mediation) {
    if (mediation.isSilent()) {
      return Wei.ZERO;
    }
    AgreementState end =
        mediation
            .closed()
            .map(DealEvent.MediationClosed::state)
            .orElse(AgreementState.RESULTS_CHECKED);
    return end == AgreementState.MEDIATION_ACCEPTED || end == AgreementState.MEDIATION_REJECTED
        ? mediation.reading().deal().pricing().mediationFee()
        : Wei.ZERO;
  }
}
