package lilypad.protocol.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.roster.VerifierEvent.PayoutMade;
import lilypad.protocol.roster.VerifierEvent.PayoutRequested;
import lilypad.protocol.roster.VerifierEvent.PayoutReturned;
import lilypad.protocol.roster.VerifierEvent.PayoutStopped;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import org.junit.jupiter.api.Test;

class AccountTest {

  private static final Address NODE = new Address(hash(1).bytes().slice(0, 20));
  private static final Address TOKEN = new Address(hash(2).bytes().slice(0, 20));
  private static final Address PAYEE = new Address(hash(3).bytes().slice(0, 20));

  private static Hash32 hash(int n) {
    return Keccak.hash(new byte[] {(byte) n});
  }

  private static Account credited(Account account, int assignment, long amount) {
    return account.after(
        new VerifierEvent.PayCredited(
            hash(assignment), 1, new DealKey(hash(9)), Wei.of(amount), 1));
  }

  private static Account requested(Account account) {
    return account.after(account.request(Wei.ZERO, TOKEN, PAYEE).orElseThrow());
  }

  private static Hash32 intent(Account account) {
    return account.last().orElseThrow().request().intent(NODE).id();
  }

  private static Account told(Account account, SettlementReport report) {
    return account.reported(NODE, report).map(account::after).orElse(account);
  }

  @Test
  void aPayoutTakesAllThereIsAndNoSecondOneBeginsBeforeItsEnd() {
    Account account = credited(credited(Account.EMPTY, 10, 5), 11, 6);
    assertThat(account.request(Wei.of(12), TOKEN, PAYEE)).as("below the least").isEmpty();
    assertThat(Account.EMPTY.request(Wei.ZERO, TOKEN, PAYEE)).isEmpty();
    Account paying = credited(requested(account), 12, 3);
    assertThat(paying.last().orElseThrow().request())
        .isEqualTo(new PayoutRequested(1, TOKEN, PAYEE, Wei.of(11)));
    assertThat(paying.balance()).isEqualTo(Wei.of(3));
    assertThat(paying.pending()).isEqualTo(Wei.of(11));
    assertThat(paying.paid()).isEqualTo(Wei.ZERO);
    assertThat(paying.request(Wei.ZERO, TOKEN, PAYEE)).isEmpty();
    Account paid =
        told(paying, new SettlementReport.Final(intent(paying), hash(20), hash(21), 7, true));
    assertThat(paid.paid()).isEqualTo(Wei.of(11));
    assertThat(paid.balance()).isEqualTo(Wei.of(3));
    assertThat(paid.request(Wei.ZERO, TOKEN, PAYEE))
        .contains(new PayoutRequested(2, TOKEN, PAYEE, Wei.of(3)));
    assertThat(requested(paid).paid()).isEqualTo(Wei.of(11));
  }

  @Test
  void aRefusedPayoutIsGivenUpAndItsAmountComesBackWithTheWalletsWordAlone() {
    Account paying = requested(credited(Account.EMPTY, 10, 5));
    SettlementReport refused =
        new SettlementReport.Refused(intent(paying), "too little", Refusal.TOKENS_SHORT);
    assertThat(paying.reported(NODE, refused))
        .contains(new PayoutStopped(1, Refusal.TOKENS_SHORT, "too little"));
    Account stopped = told(paying, refused);
    assertThat(stopped.balance()).as("it may be on its way").isEqualTo(Wei.ZERO);
    assertThat(stopped.reported(NODE, refused)).as("once").isEmpty();
    SettlementReport abandoned =
        new SettlementReport.Refused(intent(paying), "too little", Refusal.ABANDONED);
    Account returned = told(stopped, abandoned);
    assertThat(returned.balance()).isEqualTo(Wei.of(5));
    assertThat(returned.open()).isEmpty();
    assertThat(returned.reported(NODE, abandoned)).as("once").isEmpty();
    assertThat(returned.request(Wei.ZERO, TOKEN, PAYEE))
        .as("under another name, so that it is another intent")
        .contains(new PayoutRequested(2, TOKEN, PAYEE, Wei.of(5)));
  }

  @Test
  void whatWasGivenUpAndMinedAllTheSameIsPaid() {
    Account paying = requested(credited(Account.EMPTY, 10, 5));
    Account stopped = paying.after(new PayoutStopped(1, Refusal.UNKNOWN, "who knows"));
    Account paid =
        told(stopped, new SettlementReport.Final(intent(paying), hash(20), hash(21), 7, true));
    assertThat(paid.paid()).isEqualTo(Wei.of(5));
    assertThat(paid.balance()).isEqualTo(Wei.ZERO);
  }

  @Test
  void aRevertInItsBlockIsTriedAgainAndAStrangersReportSaysNothing() {
    Account paying = requested(credited(Account.EMPTY, 10, 5));
    assertThat(
            paying.reported(
                NODE, new SettlementReport.Refused(intent(paying), "", Refusal.REVERTED)))
        .isEmpty();
    assertThat(
            paying.reported(
                NODE, new SettlementReport.Final(hash(99), hash(20), hash(21), 7, true)))
        .isEmpty();
    assertThat(
            paying.reported(
                NODE, new SettlementReport.Final(intent(paying), hash(20), hash(21), 7, false)))
        .isEmpty();
  }

  @Test
  void aPayoutOfAnotherNumberChangesNothing() {
    Account paying = requested(credited(Account.EMPTY, 10, 5));
    assertThat(paying.after(new PayoutReturned(2))).isEqualTo(paying);
    assertThat(paying.after(new PayoutMade(2, hash(1), hash(2), 3))).isEqualTo(paying);
  }

  @Test
  void theIntentIsATransferOfTheTokenAndNamesItsVerifier() {
    SettlementIntent intent = new PayoutRequested(1, TOKEN, PAYEE, Wei.of(5)).intent(NODE);
    assertThat(intent.to()).isEqualTo(TOKEN);
    assertThat(intent.data()).isEqualTo(new LilypadCall.Transfer(PAYEE, Wei.of(5)).encode());
    assertThat(intent.paidVerifier()).contains(NODE);
    assertThat(intent.anchors()).isFalse();
    assertThat(intent.canWait()).isTrue();
    assertThat(SettlementIntent.anchor(TOKEN, 5, hash(1)).paidVerifier()).isEmpty();
    assertThat(intent.id())
        .isNotEqualTo(new PayoutRequested(2, TOKEN, PAYEE, Wei.of(5)).intent(NODE).id())
        .isNotEqualTo(new PayoutRequested(1, TOKEN, PAYEE, Wei.of(5)).intent(PAYEE).id());
    assertThat(Optional.of(intent.deal())).isNotEqualTo(Optional.of(SettlementIntent.ANCHORING));
  }
}
