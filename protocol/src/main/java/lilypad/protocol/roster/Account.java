package lilypad.protocol.roster;

import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Wei;
import lilypad.protocol.roster.VerifierEvent.PayoutMade;
import lilypad.protocol.roster.VerifierEvent.PayoutRequested;
import lilypad.protocol.roster.VerifierEvent.PayoutReturned;
import lilypad.protocol.roster.VerifierEvent.PayoutStopped;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementReport;

/**
 * What a verifier earned and was paid, in the token's smallest unit. One payout at a time: its
 * amount is taken off when it is requested, and comes back only when nothing of it can be mined any
 * more.
 *
 * @param earned by all answers
 * @param paidBefore by the payouts before the last one
 * @param last the last payout
 */
public record Account(Wei earned, Wei paidBefore, Optional<Payout> last) {

  /** Nothing was earned. */
  public static final Account EMPTY = new Account(Wei.ZERO, Wei.ZERO, Optional.empty());

  /** What was paid on chain. */
  public Wei paid() {
    return last.filter(payout -> payout.made().isPresent())
        .map(payout -> paidBefore.plus(payout.request().amount()))
        .orElse(paidBefore);
  }

  /** What is on its way. */
  public Wei pending() {
    return last.filter(Payout::pending).map(payout -> payout.request().amount()).orElse(Wei.ZERO);
  }

  /** What can be paid out now. */
  public Wei balance() {
    Wei debited =
        last.filter(Payout::debited)
            .map(payout -> paidBefore.plus(payout.request().amount()))
            .orElse(paidBefore);
    return new Wei(earned.value().subtract(debited.value()));
  }

  /** The payout whose end is not known yet. */
  public Optional<Payout> open() {
    return last.filter(Payout::pending);
  }

  /**
   * The fact that pays out all there is; none while a payout is open, or if it is less than wanted.
   *
   * @param least what is not worth a transaction below it
   */
  public Optional<PayoutRequested> request(Wei least, Address token, Address to) {
    Wei balance = balance();
    return open().isPresent() || balance.equals(Wei.ZERO) || balance.compareTo(least) < 0
        ? Optional.empty()
        : Optional.of(new PayoutRequested(nextNumber(), token, to, balance));
  }

  /** What the next payout is called. */
  public long nextNumber() {
    return last.map(payout -> payout.request().number() + 1).orElse(1L);
  }

  /**
   * The fact that follows from what the wallet tells of a verifier's payout. What is refused before
   * anything was sent is given up, so that it cannot hang for ever; it is the wallet's word that
   * nothing of it can be mined that gives the money back.
   */
  public Optional<VerifierEvent> reported(Address verifier, SettlementReport report) {
    return last.filter(payout -> payout.request().intent(verifier).id().equals(report.intent()))
        .flatMap(payout -> reported(payout, report));
  }

  private static Optional<VerifierEvent> reported(Payout payout, SettlementReport report) {
    long number = payout.request().number();
    return switch (report) {
      case SettlementReport.Broadcast r -> Optional.empty();
      case SettlementReport.Mined r -> Optional.empty();
      case SettlementReport.Unmined r -> Optional.empty();
      case SettlementReport.Final r ->
          r.success()
              ? made(payout, new PayoutMade(number, r.transaction(), r.block(), r.blockNumber()))
              : Optional.empty();
      case SettlementReport.Refused r -> {
        if (r.refusal() == Refusal.ABANDONED) {
          yield payout.returned() ? Optional.empty() : Optional.of(new PayoutReturned(number));
        }
        yield payout.pending() && payout.stopped().isEmpty() && r.refusal() != Refusal.REVERTED
            ? Optional.of(new PayoutStopped(number, r.refusal(), r.reason()))
            : Optional.empty();
      }
    };
  }

  private static Optional<VerifierEvent> made(Payout payout, PayoutMade how) {
    return payout.made().equals(Optional.of(how)) ? Optional.empty() : Optional.of(how);
  }

  /** The account after one more fact of its verifier. Pure. */
  public Account after(VerifierEvent event) {
    return switch (event) {
      case VerifierEvent.PayCredited e -> new Account(earned.plus(e.amount()), paidBefore, last);
      case PayoutRequested e -> new Account(earned, paid(), Optional.of(Payout.requested(e)));
      case PayoutStopped e -> changed(e.number(), last.map(payout -> payout.stopped(e)));
      case PayoutMade e -> changed(e.number(), last.map(payout -> payout.made(e)));
      case PayoutReturned e -> changed(e.number(), last.map(Payout::back));
      case VerifierEvent.VerifierRegistered e -> this;
      case VerifierEvent.AssignmentLeased e -> this;
      case VerifierEvent.AssignmentConcluded e -> this;
      case VerifierEvent.VerifierObserved e -> this;
    };
  }

  /** Of another payout than the last one nothing can be told any more. */
  private Account changed(long number, Optional<Payout> next) {
    return last.filter(payout -> payout.request().number() == number).isPresent()
        ? new Account(earned, paidBefore, next)
        : this;
  }
}
