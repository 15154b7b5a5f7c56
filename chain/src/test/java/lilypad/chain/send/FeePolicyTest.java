package lilypad.chain.send;

import static org.assertj.core.api.Assertions.assertThat;

import lilypad.chain.rpc.Fees;
import lilypad.protocol.Wei;
import org.junit.jupiter.api.Test;

class FeePolicyTest {

  private final FeePolicy policy = new FeePolicy(25, 2, 10, Wei.of(1000));

  private static Fees fees(long base, long tip) {
    return new Fees(Wei.of(base), Wei.of(tip));
  }

  private static FeeBid bid(long fee, long tip) {
    return new FeeBid(Wei.of(fee), Wei.of(tip));
  }

  @Test
  void theFirstOfferCoversTheBaseFeeTwiceAndTheTip() {
    assertThat(policy.first(fees(100, 7))).isEqualTo(bid(207, 7));
  }

  @Test
  void noOfferGoesAboveTheCap() {
    assertThat(policy.first(fees(900, 2000))).isEqualTo(bid(1000, 1000));
  }

  @Test
  void aReplacementRaisesBothFeesByTenPercentRoundedUp() {
    assertThat(policy.replacement(bid(101, 1), fees(1, 1))).contains(bid(112, 2));
  }

  @Test
  void aFeeOfNothingIsRaisedToo() {
    assertThat(policy.replacement(bid(100, 0), fees(1, 0))).contains(bid(110, 1));
  }

  @Test
  void aReplacementFollowsARisingMarket() {
    assertThat(policy.replacement(bid(101, 1), fees(300, 50))).contains(bid(650, 50));
  }

  @Test
  void aReplacementThatTheCapForbidsIsNotMade() {
    assertThat(policy.replacement(bid(910, 1), fees(1, 1))).isEmpty();
  }

  @Test
  void theGasLimitHasItsMarginRoundedUp() {
    assertThat(policy.gasLimit(21001)).isEqualTo(26252);
  }
}
