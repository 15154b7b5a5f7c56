package lilypad.protocol.rules;

import java.math.BigInteger;
import lilypad.protocol.MalformedValue;

/**
 * How likely it is that all who agree collude. Nothing of what a panel says tells those who agree
 * on a lie from those who ran the job; what is left is how seldom a panel is theirs alone. Of the
 * weight that could be drawn only a part has anything to say, {@code U}: as much as of those who
 * were asked, by heads or by weight, whichever is less. Heads are what a draw by weight shows of
 * it; weights are nearer where most were drawn already, and whoever is heavy and silent counts by
 * them. Those who collude, {@code C} by assumption, all answer. The first of k who agree is one of
 * them with probability C / U, each further one, drawn without replacement, with at most that, so
 * all of them with at most {@code (C / U)^k}. U is seen in a few seats only: it is no bound on what
 * cannot be seen.
 *
 * @param voices k, how many agree
 * @param agreeing their weight
 * @param mute how many were asked and have no answer that counts
 * @param silent their weight
 * @param present weight of those who could be drawn
 * @param roster weight of all, present or not
 * @param share of the roster that may collude: who is away is none of them
 */
record Collusion(
    int voices,
    BigInteger agreeing,
    int mute,
    BigInteger silent,
    long present,
    long roster,
    Probability share) {

  /**
   * @throws MalformedValue if nobody agrees, or somebody is counted or weighs below 0
   */
  Collusion {
    if (voices < 1
        || mute < 0
        || agreeing.signum() < 0
        || silent.signum() < 0
        || present < 0
        || roster < 0) {
      throw new MalformedValue(
          "somebody who agrees, and nothing below 0",
          "%d, %s, %d, %s, %d, %d".formatted(voices, agreeing, mute, silent, present, roster));
    }
  }

  /** That chance, rounded up. */
  Probability chance() {
    BigInteger answering = BigInteger.valueOf(voices);
    BigInteger asked = BigInteger.valueOf((long) voices + mute);
    BigInteger heavy = agreeing.add(silent);
    if (agreeing.multiply(asked).compareTo(answering.multiply(heavy)) < 0) {
      answering = agreeing;
      asked = heavy;
    }
    BigInteger theirs =
        BigInteger.valueOf(roster).multiply(BigInteger.valueOf(share.billionths())).multiply(asked);
    BigInteger all =
        BigInteger.valueOf(present)
            .multiply(BigInteger.valueOf(Probability.WHOLE))
            .multiply(answering);
    return theirs.compareTo(all) >= 0
        ? Probability.ONE
        : Probability.up(theirs.pow(voices), all.pow(voices));
  }
}
