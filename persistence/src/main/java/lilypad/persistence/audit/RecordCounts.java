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
 * @param pay what verifiers earned and were paid
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
    BigInteger paidOut,
    PayCounts pay) {

  /**
   * What verifiers earned and were paid, in the token's smallest unit.
   *
   * @param earned by the answers of all deals
   * @param credited of it to the verifiers' accounts
   * @param paid by payouts that were made
   */
  public record PayCounts(BigInteger earned, BigInteger credited, BigInteger paid) {

    static final PayCounts NONE = new PayCounts(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);
  }

  /** Nothing. */
  static final RecordCounts NONE =
      new RecordCounts(0, 0, 0, 0, 0, 0, 0, BigInteger.ZERO, BigInteger.ZERO, PayCounts.NONE);
}
