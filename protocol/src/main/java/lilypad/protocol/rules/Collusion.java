package lilypad.protocol.rules;

import java.math.BigInteger;
import lilypad.protocol.MalformedValue;

/**
 * How likely it is that all who agree collude. Nothing of what a panel says tells those who agree
 * on a lie from those who ran the job; what is left is how seldom a panel is theirs alone. Of the
 * weight that could be drawn only a part has anything to say, {@code U}: as much as of the weight
 * that was asked. Those who collude, {@code C} by assumption, all answer. The first of k who agree
 * is one of them with probability C / U, each further one, drawn without replacement, with at most
 * that, so all of them with at most {@code (C / U)^k}.
 *
 * @param voices k, how many agree
 * @param agreeing their weight
 * @param silent weight of those who were asked and have no answer that counts
 * @param present weight of those who could be drawn
 * @param roster weight of all, present or not
 * @param share of the roster that may collude: who is away is none of them
 */
record Collusion(
    int voices,
    BigInteger agreeing,
    BigInteger silent,
    long present,
    long roster,
    Probability share) {

  private static final BigInteger WHOLE = BigInteger.valueOf(Probability.WHOLE);

  /**
   * @throws MalformedValue if nobody agrees, or a weight is below 0
   */
  Collusion {
    if (voices < 1 || agreeing.signum() < 0 || silent.signum() < 0 || present < 0 || roster < 0) {
      throw new MalformedValue(
          "somebody who agrees, and no weight below 0",
          voices + ", " + agreeing + ", " + silent + ", " + present + ", " + roster);
    }
  }

  /** Whether more agree than could collude: then an honest one is among them. */
  boolean impossible() {
    return agreeing.multiply(WHOLE).compareTo(colluding()) > 0;
  }

  /** The chance that it is so, at most; rounded up. */
  Probability chance() {
    if (impossible()) {
      return Probability.ZERO;
    }
    BigInteger theirs = colluding().multiply(agreeing.add(silent));
    BigInteger answering = BigInteger.valueOf(present).multiply(agreeing).multiply(WHOLE);
    return theirs.compareTo(answering) >= 0
        ? Probability.ONE
        : Probability.up(theirs.pow(voices), answering.pow(voices));
  }

  /** C, in billionths. */
  private BigInteger colluding() {
    return BigInteger.valueOf(roster).multiply(BigInteger.valueOf(share.billionths()));
  }
}
