package lilypad.persistence.audit;

import java.math.BigInteger;

/**
 * What a check looked at.
 *
 * @param facts of ours
 * @param deals with a fact
 * @param mediations opened
 * @param panels drawn again
 * @param verdicts reached again
 * @param signatures of verifiers
 * @param transactions signed by the mediator
 * @param paidIn by the payments of all deals, in the token's smallest unit
 * @param paidOut refunded, paid out or slashed by them
 */
public record RecordCounts(
    long facts,
    long deals,
    long mediations,
    long panels,
    long verdicts,
    long signatures,
    long transactions,
    BigInteger paidIn,
    BigInteger paidOut) {

  /** Nothing. */
  static final RecordCounts NONE =
      new RecordCounts(0, 0, 0, 0, 0, 0, 0, BigInteger.ZERO, BigInteger.ZERO);
}
