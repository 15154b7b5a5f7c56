package lilypad.market.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.abi.Timeout;
import lilypad.protocol.abi.Timeouts;
import lilypad.protocol.cid.Cid;
import org.junit.jupiter.api.Test;

class NextStepTest {

  private static final long NOW = 10_000;
  private static final Timeout LONG = Timeout.of(1_000, Wei.ZERO);
  private static final DealId DEAL = new DealId("QmDeal");
  private static final Optional<ChainDeal> ON_CHAIN =
      Optional.of(
          new ChainDeal(
              DEAL,
              new Members(Address.ZERO, Address.ZERO, Address.ZERO, List.of()),
              new Timeouts(LONG, LONG, LONG, LONG),
              new Pricing(Wei.ZERO, Wei.ZERO, BigInteger.ONE, Wei.ZERO)));
  private static final Canary CANARY =
      new Canary(
          "QmOffer",
          Optional.of(DEAL),
          "cowsay",
          new Cid(Hash32.ZERO),
          Address.ZERO,
          Address.ZERO,
          Canary.Machine.OFFERED,
          new Cid(Hash32.ZERO),
          true,
          new Canary.Timing(NOW, NOW, 30, 250),
          new Canary.Spending(Wei.ZERO, Wei.ZERO),
          Wei.ZERO,
          false);

  private static Agreement agreement(AgreementState state, long provider, long creator, long at) {
    return new Agreement(state, provider, creator, at, at, at, 0, at, 0, 0, 0, 0, 0, 0);
  }

  private static NextStep next(Agreement agreement, long time) {
    return NextStep.of(CANARY, ON_CHAIN, agreement, time, NextStepTest::notAsked);
  }

  private static Optional<String> notAsked() {
    throw new AssertionError("what we claimed ourselves is known");
  }

  private static NextStep strangers(Agreement agreement, long time, String claimed) {
    Canary taken = CANARY.takenBy(DEAL, Address.ZERO);
    return NextStep.of(taken, ON_CHAIN, agreement, time, () -> Optional.of(claimed));
  }

  @Test
  void whoHasNotAgreedHasToUnlessItIsTooLate() {
    Agreement creatorOnly = agreement(AgreementState.DEAL_NEGOTIATING, 0, NOW, NOW);
    assertThat(next(creatorOnly, NOW + 1_000))
        .isInstanceOfSatisfying(
            NextStep.Agree.class,
            agree -> {
              assertThat(agree.provider()).isTrue();
              assertThat(agree.creator()).isFalse();
              assertThat(agree.call().dealId()).isEqualTo(DEAL);
            });
    assertThat(next(creatorOnly, NOW + 1_001)).isEqualTo(new NextStep.GiveUp(false));
    assertThat(next(agreement(AgreementState.DEAL_NEGOTIATING, NOW, 0, NOW), NOW + 1_001))
        .isEqualTo(new NextStep.GiveUp(true));
  }

  @Test
  void aStrangersDealIsJoinedInTimeAndLeftOrGivenUpAfterIt() {
    Agreement theirs = agreement(AgreementState.DEAL_NEGOTIATING, NOW, 0, NOW);
    assertThat(strangers(theirs, NOW + 1_000, "")).isEqualTo(new NextStep.Join());
    assertThat(strangers(theirs, NOW + 1_001, "")).isEqualTo(new NextStep.Missed());
    Agreement ours = agreement(AgreementState.DEAL_NEGOTIATING, 0, NOW, NOW);
    assertThat(strangers(ours, NOW + 1_000, "")).isEqualTo(new NextStep.Wait(NOW + 1_001));
    assertThat(strangers(ours, NOW + 1_001, "")).isEqualTo(new NextStep.GiveUp(false));
  }

  @Test
  void aStrangerHasItsTimeToClaimAndNoMore() {
    Agreement agreed = agreement(AgreementState.DEAL_AGREED, NOW, NOW, NOW);
    assertThat(strangers(agreed, NOW + 1_000, "")).isEqualTo(new NextStep.Wait(NOW + 1_001));
    assertThat(strangers(agreed, NOW + 1_001, "")).isEqualTo(new NextStep.EndRun());
  }

  @Test
  void aStrangersClaimIsAcceptedIfItIsTheResultAndElseChecked() {
    Agreement submitted = agreement(AgreementState.RESULTS_SUBMITTED, NOW, NOW, NOW);
    String result = CANARY.result().toString();
    assertThat(strangers(submitted, NOW + 249, "another")).isEqualTo(new NextStep.Wait(NOW + 250));
    assertThat(strangers(submitted, NOW + 250, result)).isEqualTo(new NextStep.Accept());
    assertThat(strangers(submitted, NOW + 250, "another")).isEqualTo(new NextStep.Check("another"));
  }

  /** Where it stands and what was claimed are two questions, and two nodes may answer them. */
  @Test
  void aStrangersClaimThatIsNotShownYetIsWaitedForAndNotChecked() {
    assertThat(
            NextStep.of(
                CANARY.takenBy(DEAL, Address.ZERO),
                ON_CHAIN,
                agreement(AgreementState.RESULTS_SUBMITTED, NOW, NOW, NOW),
                NOW + 250,
                Optional::empty))
        .isEqualTo(new NextStep.Wait(NOW + 251));
  }

  @Test
  void anAgreedDealIsClaimedWhenARunWouldBeOverHoweverLate() {
    Agreement agreed = agreement(AgreementState.DEAL_AGREED, NOW, NOW, NOW);
    assertThat(next(agreed, NOW + 29)).isEqualTo(new NextStep.Wait(NOW + 30));
    assertThat(next(agreed, NOW + 30)).isEqualTo(new NextStep.Claim());
    assertThat(next(agreed, NOW + 5_000)).isEqualTo(new NextStep.Claim());
  }

  @Test
  void aClaimIsAcceptedAfterItsShareOfTheTimeToJudge() {
    Agreement submitted = agreement(AgreementState.RESULTS_SUBMITTED, NOW, NOW, NOW);
    assertThat(next(submitted, NOW + 249)).isEqualTo(new NextStep.Wait(NOW + 250));
    assertThat(next(submitted, NOW + 250)).isEqualTo(new NextStep.Accept());
    assertThat(next(submitted, NOW + 50_000)).isEqualTo(new NextStep.Accept());
  }

  @Test
  void aCheckedDealIsTheMediatorsUntilItsTimeIsOver() {
    Agreement checked = agreement(AgreementState.RESULTS_CHECKED, NOW, NOW, NOW);
    assertThat(next(checked, NOW + 1_000)).isEqualTo(new NextStep.Wait(NOW + 1_000));
    assertThat(next(checked, NOW + 1_001)).isEqualTo(new NextStep.EndCheck());
  }

  @Test
  void everyEndIsAnEnd() {
    for (AgreementState state : AgreementState.values()) {
      if (state.terminal()) {
        assertThat(next(agreement(state, NOW, NOW, NOW), NOW)).isEqualTo(new NextStep.Ended(state));
      }
    }
  }

  @Test
  void whatIsNotOnChainIsUnknown() {
    assertThat(
            NextStep.of(
                CANARY,
                Optional.empty(),
                agreement(AgreementState.DEAL_NEGOTIATING, 0, 0, 0),
                NOW,
                NextStepTest::notAsked))
        .isEqualTo(new NextStep.Unknown());
  }
}
