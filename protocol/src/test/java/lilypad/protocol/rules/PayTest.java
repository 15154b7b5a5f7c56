package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import lilypad.protocol.Wei;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayTest {

  private static final Wei MOST = new Wei(BigInteger.TWO.pow(256).subtract(BigInteger.ONE));

  private static Pay.Terms terms(String share, long perAnswer, long budget) {
    return new Pay.Terms(Probability.of(share), Wei.of(perAnswer), Wei.of(budget));
  }

  @ParameterizedTest
  @CsvSource({
    // share, per answer, budget, fee, answers, each
    "0.5, 3, 1000, 100, 5, 10",
    "0.5, 3, 1000, 101, 5, 10",
    "0.5, 3, 1000, 100, 3, 16",
    "1, 3, 1000, 100, 3, 33",
    "0.000000001, 3, 1000, 999999999, 1, 0",
    "0.000000001, 3, 1000, 1000000000, 1, 1",
    "0.5, 3, 20, 100, 3, 6",
    "0.5, 3, 1000, 0, 3, 3",
    "0.5, 3, 7, 0, 3, 2",
    "0.5, 3, 2, 0, 3, 0",
    "0, 3, 1000, 100, 3, 0",
    "0.5, 0, 1000, 0, 3, 0",
    "0.5, 3, 0, 100, 3, 0",
    "0.5, 3, 1000, 100, 0, 0"
  })
  void whatEachEarnsIsAWholeNumberAndTheRestStaysWithTheMediator(
      String share, long perAnswer, long budget, long fee, int answers, long each) {
    assertThat(Pay.each(terms(share, perAnswer, budget), Wei.of(fee), answers))
        .isEqualTo(Wei.of(each));
  }

  @Test
  void togetherTheyNeverEarnMoreThanBudgetOrShareHoweverLargeTheNumbers() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      Wei budget = new Wei(new BigInteger(random.nextInt(257), random));
      Wei fee = new Wei(new BigInteger(random.nextInt(257), random));
      Wei perAnswer = new Wei(new BigInteger(random.nextInt(257), random));
      Probability share = new Probability(random.nextLong(Probability.WHOLE + 1));
      int answers = 1 + random.nextInt(21);
      BigInteger all =
          Pay.each(new Pay.Terms(share, perAnswer, budget), fee, answers)
              .value()
              .multiply(BigInteger.valueOf(answers));
      assertThat(all).isLessThanOrEqualTo(budget.value());
      if (!fee.equals(Wei.ZERO)) {
        assertThat(all.multiply(BigInteger.valueOf(Probability.WHOLE)))
            .isLessThanOrEqualTo(fee.value().multiply(BigInteger.valueOf(share.billionths())));
      }
    }
    assertThat(Pay.each(new Pay.Terms(Probability.ONE, MOST, MOST), MOST, 1)).isEqualTo(MOST);
  }

  @Test
  void termsUnderWhichNothingCanBeEarnedAreTheSameAsNone() {
    assertThat(Pay.Terms.NONE.any()).isFalse();
    assertThat(terms("0.5", 3, 0).any()).isFalse();
    assertThat(terms("0", 0, 5).any()).isFalse();
    assertThat(terms("0", 1, 5).any()).isTrue();
    assertThat(terms("0.1", 0, 5).any()).isTrue();
  }
}
