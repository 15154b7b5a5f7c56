package lilypad.protocol.rules;

import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;

/**
 * A node that could be drawn. Candidates are ordered by operator, then by address.
 *
 * @param verifier its address
 * @param operator who runs it
 * @param runtimeDigest what it runs jobs with
 * @param weight of its operator, by configuration or stake, 0 to {@link #MOST_WEIGHT}; should its
 *     nodes say different ones the greatest counts, so that more nodes are not more weight
 * @param standing what is known of its answers
 */
public record Candidate(
    Address verifier, String operator, Hash32 runtimeDigest, long weight, Standing standing)
    implements Comparable<Candidate> {

  /** The greatest weight of an operator, so that no sum overflows. */
  public static final long MOST_WEIGHT = 1L << 40;

  /** A node of weight 1 that nothing is known of. */
  public Candidate(Address verifier, String operator, Hash32 runtimeDigest) {
    this(verifier, operator, runtimeDigest, 1, Standing.UNKNOWN);
  }

  /**
   * @throws MalformedValue if the weight is out of its range
   */
  public Candidate {
    if (weight < 0 || weight > MOST_WEIGHT) {
      throw new MalformedValue("a weight of 0 to " + MOST_WEIGHT, Long.toString(weight));
    }
  }

  @Override
  public int compareTo(Candidate other) {
    int byOperator = operator.compareTo(other.operator);
    return byOperator != 0 ? byOperator : verifier.compareTo(other.verifier);
  }
}
