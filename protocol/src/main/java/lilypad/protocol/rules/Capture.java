package lilypad.protocol.rules;

import java.math.BigInteger;
import lilypad.protocol.MalformedValue;

/**
 * How likely a panel is in the wrong hands: hypergeometric, for draws without replacement among
 * operators of equal weight; exact, rounded up.
 *
 * @param operators N
 * @param bad K of them
 * @param panel k that are drawn
 */
public record Capture(int operators, int bad, int panel) {

  /**
   * @throws MalformedValue if there are more bad ones or more seats than operators
   */
  public Capture {
    if (bad < 0 || bad > operators || panel < 1 || panel > operators) {
      throw new MalformedValue("at most " + operators + " bad and seats", bad + ", " + panel);
    }
  }

  /** Every seat is bad: nobody dissents. */
  public Probability all() {
    return atLeast(panel);
  }

  /** More than half of the seats are bad. */
  public Probability majority() {
    return atLeast(panel / 2 + 1);
  }

  /** At least so many seats are bad. */
  public Probability atLeast(int seats) {
    BigInteger captured = BigInteger.ZERO;
    for (int i = seats; i <= Math.min(panel, bad); i++) {
      captured = captured.add(choose(bad, i).multiply(choose(operators - bad, panel - i)));
    }
    return Probability.up(captured, choose(operators, panel));
  }

  private static BigInteger choose(int from, int count) {
    if (count > from) {
      return BigInteger.ZERO;
    }
    BigInteger ways = BigInteger.ONE;
    for (int i = 0; i < count; i++) {
      ways = ways.multiply(BigInteger.valueOf(from - i)).divide(BigInteger.valueOf(i + 1));
    }
    return ways;
  }
}
