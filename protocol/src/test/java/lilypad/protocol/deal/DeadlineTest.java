package lilypad.protocol.deal;

import static lilypad.protocol.deal.DisputedDeal.RIGHT;
import static lilypad.protocol.deal.DisputedDeal.WRONG;
import static lilypad.protocol.deal.DisputedDeal.block;
import static lilypad.protocol.deal.DisputedDeal.on;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.BlockRef;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.SettlementTiming;
import org.junit.jupiter.api.Test;

/**
 * A verdict whose check is not sure enough when its deadline comes near: the check is at 2,000, the
 * deadline at 2,300, and 20 seconds before it is near.
 */
class DeadlineTest {

  private static final BlockRef CHECK = block(10, "a", 2_000);

  private static DisputedDeal judged(ContractProfile profile, boolean hurries) {
    return DisputedDeal.withPanel(WRONG.toString(), on(profile, Optional.empty()).hurrying(hurries))
        .all(RIGHT, "ann", "bob", "cid");
  }

  private static boolean wantsToSettle(DisputedDeal deal) {
    return deal.intents().stream().anyMatch(DealIntent.Settle.class::isInstance);
  }

  private static void at(DisputedDeal deal, long time, long safe) {
    deal.clock = new ChainClock(block(30, "a", time), safe, 4);
    deal.tell(new DealCommand.Advance());
  }

  private static List<DealEvent.SettlementWeighed> weighed(DisputedDeal deal) {
    return deal.facts.stream()
        .filter(DealEvent.SettlementWeighed.class::isInstance)
        .map(DealEvent.SettlementWeighed.class::cast)
        .toList();
  }

  private static DealEvent.SettlementWeighed weighed(
      DisputedDeal deal, FinalityLevel level, SettlementTiming timing, long at) {
    return new DealEvent.SettlementWeighed(
        deal.settlement().id(), CHECK, level, FinalityLevel.SAFE, timing, at);
  }

  @Test
  void theLevelThatTheCheckHasIsRecordedWhenItsVerdictIsSent() {
    DisputedDeal deal = judged(ContractProfile.OURS, true);
    assertThat(weighed(deal)).isEmpty();
    at(deal, 2_100, 10);
    at(deal, 2_101, 11);
    assertThat(weighed(deal))
        .containsExactly(weighed(deal, FinalityLevel.SAFE, SettlementTiming.SURE, 2_100));
    assertThat(wantsToSettle(deal)).isTrue();
  }

  @Test
  void aBoundVerdictIsSentBelowItsLevelRatherThanMissTheDeadline() {
    DisputedDeal deal = judged(ContractProfile.OURS, true);
    at(deal, 2_279, 5);
    assertThat(wantsToSettle(deal)).isFalse();
    assertThat(weighed(deal)).isEmpty();
    at(deal, 2_280, 5);
    assertThat(wantsToSettle(deal)).isTrue();
    at(deal, 2_281, 10);
    assertThat(weighed(deal))
        .containsExactly(weighed(deal, FinalityLevel.LATEST, SettlementTiming.HURRIED, 2_280));
  }

  @Test
  void anOperatorCanLetTheDeadlineRunOut() {
    DisputedDeal deal = judged(ContractProfile.OURS, false);
    at(deal, 2_280, 5);
    at(deal, 2_281, 5);
    assertThat(wantsToSettle(deal)).isFalse();
    at(deal, 2_310, 10);
    assertThat(wantsToSettle(deal)).as("late, but nobody has timed it out").isTrue();
    assertThat(weighed(deal))
        .containsExactly(
            weighed(deal, FinalityLevel.LATEST, SettlementTiming.WITHHELD, 2_280),
            weighed(deal, FinalityLevel.SAFE, SettlementTiming.SURE, 2_310));
  }

  @Test
  void aVerdictThatIsNotBoundIsNeverHurried() {
    DisputedDeal deal = judged(ContractProfile.LILYPAD_V2, true);
    at(deal, 2_299, 10);
    assertThat(wantsToSettle(deal)).isFalse();
    assertThat(weighed(deal))
        .extracting(DealEvent.SettlementWeighed::timing)
        .containsExactly(SettlementTiming.WITHHELD);
    assertThat(weighed(deal).getFirst().required()).isEqualTo(FinalityLevel.FINALIZED);
  }
}
