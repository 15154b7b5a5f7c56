package lilypad.persistence.audit;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import lilypad.persistence.audit.RecordCounts.PayCounts;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Wei;
import lilypad.protocol.deal.Award;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealReplay.Contradiction;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.Account;
import lilypad.protocol.roster.Payout;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.roster.VerifierEvent.PayCredited;
import lilypad.protocol.roster.VerifierEvent.PayoutRequested;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;

/**
 * That accounts have what answers earned, once, and pay out no more than they have: each payout is
 * one that the wallet wanted to make and made, and the token moved what it says. What a deal's
 * answers earn is found again with the deal.
 */
final class PayCheck {

  private record Due(Address verifier, PayCredited credit) {}

  private record Told(Due entry, Consumer<Contradiction> wrong) {}

  private final SentCheck sent;
  private final PayoutCheck payouts;
  private final Supplier<Address> mediator;
  private final Map<Address, Account> accounts = new HashMap<>();

  /** Earned and not credited yet. */
  private final Map<AssignmentRound, Due> owed = new HashMap<>();

  /** Credited before the deal was heard of. */
  private final Map<AssignmentRound, Told> early = new HashMap<>();

  private BigInteger earned = BigInteger.ZERO;
  private BigInteger credited = BigInteger.ZERO;

  /**
   * Nothing was earned yet.
   *
   * @param mediator its account at this place of the record
   * @param ours whether an account is, or was, the mediator's
   */
  PayCheck(Supplier<Address> mediator, Predicate<Address> ours, SentCheck sent) {
    this.sent = sent;
    this.mediator = mediator;
    this.payouts = new PayoutCheck(ours);
  }

  /** A deal's answers earned this. */
  void earned(DealKey deal, DealEvent.PayEarned pay, Consumer<Contradiction> wrong) {
    for (Award award : pay.awards()) {
      earned = earned.add(award.amount().value());
      AssignmentRound key = new AssignmentRound(award.assignment(), award.round());
      Due due =
          new Due(
              award.verifier(),
              new PayCredited(award.assignment(), award.round(), deal, award.amount(), pay.rule()));
      Told told = early.remove(key);
      if (told != null) {
        compare(due, told);
      } else if (owed.putIfAbsent(key, due) != null) {
        wrong.accept(new Contradiction("pay", "one for each assignment", award.toString()));
      }
    }
  }

  /** This stands in a verifier's account. */
  void entered(Address verifier, VerifierEvent entry, Consumer<Contradiction> wrong) {
    Account before = accounts.getOrDefault(verifier, Account.EMPTY);
    switch (entry) {
      case PayCredited e -> credited(verifier, e, wrong);
      case PayoutRequested e -> requested(verifier, before, e, wrong);
      case VerifierEvent.PayoutStopped e -> {
        if (last(before, e.number()).filter(p -> p.pending() && p.stopped().isEmpty()).isEmpty()) {
          wrong.accept(unlike("a payout given up", before, e));
        }
      }
      case VerifierEvent.PayoutMade e -> {
        if (last(before, e.number()).isEmpty()) {
          wrong.accept(unlike("a payout made", before, e));
        } else {
          payouts.made(intent(verifier, before), e, wrong);
        }
      }
      case VerifierEvent.PayoutReturned e -> {
        if (last(before, e.number()).filter(p -> !p.returned()).isEmpty()) {
          wrong.accept(unlike("a payout returned", before, e));
        } else {
          payouts.returned(intent(verifier, before), e, wrong);
        }
      }
      case VerifierEvent.VerifierRegistered e -> {}
      case VerifierEvent.AssignmentLeased e -> {}
      case VerifierEvent.AssignmentConcluded e -> {}
      case VerifierEvent.VerifierObserved e -> {}
    }
    accounts.put(verifier, before.after(entry));
  }

  private void credited(Address verifier, PayCredited e, Consumer<Contradiction> wrong) {
    credited = credited.add(e.amount().value());
    AssignmentRound key = new AssignmentRound(e.assignment(), e.round());
    Told told = new Told(new Due(verifier, e), wrong);
    Due due = owed.remove(key);
    if (due != null) {
      compare(due, told);
    } else if (early.putIfAbsent(key, told) != null) {
      wrong.accept(new Contradiction("a credit", "one for each assignment", e.toString()));
    }
  }

  private static void compare(Due due, Told told) {
    if (!due.equals(told.entry())) {
      told.wrong()
          .accept(
              new Contradiction(
                  "a credit",
                  due.credit() + " of " + due.verifier(),
                  told.entry().credit() + " of " + told.entry().verifier()));
    }
  }

  private void requested(
      Address verifier, Account before, PayoutRequested e, Consumer<Contradiction> wrong) {
    Optional<PayoutRequested> due = before.request(Wei.ZERO, e.token(), e.to());
    if (!due.equals(Optional.of(e))) {
      wrong.accept(
          new Contradiction(
              "a payout",
              due.map(PayoutRequested::toString).orElse("none of an account of " + before),
              e.toString()));
    }
    if (e.to().equals(mediator.get())) {
      // It moves nothing, whatever its receipt says.
      wrong.accept(
          new Contradiction(
              "a payout's payee", "somebody else than the mediator itself", e.toString()));
    }
    before.last().ifPresent(last -> sent.over(last.request().intent(verifier)));
    sent.wanted(e.intent(verifier));
    payouts.requested(e.intent(verifier), e);
  }

  private static Optional<Payout> last(Account account, long number) {
    return account.last().filter(payout -> payout.request().number() == number);
  }

  private static SettlementIntent intent(Address verifier, Account account) {
    return account.last().orElseThrow().request().intent(verifier);
  }

  private static Contradiction unlike(String what, Account account, VerifierEvent entry) {
    return new Contradiction(
        what,
        account
            .last()
            .map(last -> "one that follows from " + last)
            .orElse("one that was requested"),
        entry.toString());
  }

  /** The wallet did this. */
  void sent(WalletEvent event) {
    payouts.sent(event);
  }

  /** The chain said this. */
  void seen(IntakeEvent event) {
    payouts.seen(event);
  }

  PayCounts counts() {
    return new PayCounts(
        earned,
        credited,
        accounts.values().stream()
            .map(account -> account.paid().value())
            .reduce(BigInteger.ZERO, BigInteger::add));
  }

  /** The record is over: what still waits has no other side. */
  void end() {
    early
        .values()
        .forEach(
            told ->
                told.wrong()
                    .accept(
                        new Contradiction(
                            "a credit",
                            "one that a deal's answers earned",
                            told.entry().credit().toString())));
    payouts.end();
  }
}
