package lilypad.protocol.journal;

import java.util.Optional;
import lilypad.protocol.DealKey;
import lilypad.protocol.deal.Award;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.roster.Account;
import lilypad.protocol.roster.Payout;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.Pay;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.wire.journal.AwardMsg;
import lilypad.protocol.wire.journal.PayCreditedMsg;
import lilypad.protocol.wire.journal.PayEarnedMsg;
import lilypad.protocol.wire.journal.PayTermsMsg;
import lilypad.protocol.wire.journal.PayoutMadeMsg;
import lilypad.protocol.wire.journal.PayoutRequestedMsg;
import lilypad.protocol.wire.journal.PayoutStoppedMsg;
import lilypad.protocol.wire.snapshot.AccountMsg;
import lilypad.protocol.wire.snapshot.PayoutMsg;

/** What verifiers earn and are paid, to and from protobuf. */
final class PayWire {

  private PayWire() {}

  static PayTermsMsg of(Pay.Terms terms) {
    return PayTermsMsg.newBuilder()
        .setShare(terms.share().billionths())
        .setPerAnswer(Wire.of(terms.perAnswer()))
        .setBudget(Wire.of(terms.budget()))
        .build();
  }

  static Pay.Terms terms(PayTermsMsg m) {
    return new Pay.Terms(
        new Probability(m.getShare()), Wire.wei(m.getPerAnswer()), Wire.wei(m.getBudget()));
  }

  static PayEarnedMsg of(DealEvent.PayEarned e) {
    PayEarnedMsg.Builder out = PayEarnedMsg.newBuilder().setRule(e.rule()).setFee(Wire.of(e.fee()));
    for (Award award : e.awards()) {
      out.addAwards(
          AwardMsg.newBuilder()
              .setRound(award.round())
              .setAssignment(Wire.of(award.assignment()))
              .setVerifier(Wire.of(award.verifier()))
              .setAmount(Wire.of(award.amount())));
    }
    return out.build();
  }

  static DealEvent.PayEarned earned(PayEarnedMsg m) {
    return new DealEvent.PayEarned(
        m.getRule(),
        Wire.wei(m.getFee()),
        m.getAwardsList().stream()
            .map(
                award ->
                    new Award(
                        award.getRound(),
                        Wire.hash(award.getAssignment()),
                        Wire.address(award.getVerifier()),
                        Wire.wei(award.getAmount())))
            .toList());
  }

  static PayCreditedMsg of(VerifierEvent.PayCredited e) {
    return PayCreditedMsg.newBuilder()
        .setAssignment(Wire.of(e.assignment()))
        .setRound(e.round())
        .setDeal(Wire.of(e.deal().hash()))
        .setAmount(Wire.of(e.amount()))
        .setRule(e.rule())
        .build();
  }

  static VerifierEvent.PayCredited credited(PayCreditedMsg m) {
    return new VerifierEvent.PayCredited(
        Wire.hash(m.getAssignment()),
        m.getRound(),
        new DealKey(Wire.hash(m.getDeal())),
        Wire.wei(m.getAmount()),
        m.getRule());
  }

  static PayoutRequestedMsg of(VerifierEvent.PayoutRequested e) {
    return PayoutRequestedMsg.newBuilder()
        .setNumber(e.number())
        .setToken(Wire.of(e.token()))
        .setTo(Wire.of(e.to()))
        .setAmount(Wire.of(e.amount()))
        .build();
  }

  static VerifierEvent.PayoutRequested requested(PayoutRequestedMsg m) {
    return new VerifierEvent.PayoutRequested(
        m.getNumber(),
        Wire.address(m.getToken()),
        Wire.address(m.getTo()),
        Wire.wei(m.getAmount()));
  }

  static PayoutStoppedMsg of(VerifierEvent.PayoutStopped e) {
    return PayoutStoppedMsg.newBuilder()
        .setNumber(e.number())
        .setRefusal(e.refusal().name())
        .setReason(e.reason())
        .build();
  }

  static VerifierEvent.PayoutStopped stopped(PayoutStoppedMsg m) {
    return new VerifierEvent.PayoutStopped(
        m.getNumber(), Refusal.valueOf(m.getRefusal()), m.getReason());
  }

  static PayoutMadeMsg of(VerifierEvent.PayoutMade e) {
    return PayoutMadeMsg.newBuilder()
        .setNumber(e.number())
        .setTransaction(Wire.of(e.transaction()))
        .setBlock(Wire.of(e.block()))
        .setBlockNumber(e.blockNumber())
        .build();
  }

  static VerifierEvent.PayoutMade made(PayoutMadeMsg m) {
    return new VerifierEvent.PayoutMade(
        m.getNumber(), Wire.hash(m.getTransaction()), Wire.hash(m.getBlock()), m.getBlockNumber());
  }

  static AccountMsg of(Account account) {
    AccountMsg.Builder out =
        AccountMsg.newBuilder()
            .setEarned(Wire.of(account.earned()))
            .setPaidBefore(Wire.of(account.paidBefore()));
    account.last().ifPresent(payout -> out.setLast(of(payout)));
    return out.build();
  }

  private static PayoutMsg of(Payout payout) {
    PayoutMsg.Builder out =
        PayoutMsg.newBuilder().setRequest(of(payout.request())).setReturned(payout.returned());
    payout.stopped().ifPresent(stopped -> out.setStopped(of(stopped)));
    payout.made().ifPresent(made -> out.setMade(of(made)));
    return out.build();
  }

  static Account account(AccountMsg m) {
    return new Account(
        Wire.wei(m.getEarned()),
        Wire.wei(m.getPaidBefore()),
        m.hasLast() ? Optional.of(payout(m.getLast())) : Optional.empty());
  }

  private static Payout payout(PayoutMsg m) {
    return new Payout(
        requested(m.getRequest()),
        m.hasStopped() ? Optional.of(stopped(m.getStopped())) : Optional.empty(),
        m.hasMade() ? Optional.of(made(m.getMade())) : Optional.empty(),
        m.getReturned());
  }
}
