package lilypad.protocol.deal;

import java.math.BigInteger;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.SettlementIntent;

/**
 * Where a verdict goes, and whether the contract there compares claim and check with those that
 * were judged; {@link ContractProfile#route} says which contracts do.
 *
 * @param to the contract that is called
 * @param bound whether it takes the call that names claim and check
 */
public record VerdictRoute(Address to, boolean bound) {

  /**
   * The call that posts a verdict.
   *
   * @throws IllegalArgumentException if the verdict is not one that is posted
   */
  public Bytes call(DealId deal, Verdict verdict, AgreementReading reading) {
    if (!verdict.movesMoney()) {
      throw new IllegalArgumentException("expected ACCEPT or REJECT, got " + verdict);
    }
    boolean accept = verdict == Verdict.ACCEPT;
    BigInteger checkedAt = BigInteger.valueOf(reading.agreement().resultsCheckedAt());
    LilypadCall call =
        bound
            ? accept
                ? new LilypadCall.GuardedAcceptResult(deal, reading.claimHash(), checkedAt)
                : new LilypadCall.GuardedRejectResult(deal, reading.claimHash(), checkedAt)
            : accept
                ? new LilypadCall.MediationAcceptResult(deal)
                : new LilypadCall.MediationRejectResult(deal);
    return call.encode();
  }

  /**
   * The level the check's block must have before an intent is sent: what a call does not bind must
   * be final first. It is read off the intent, which may be older than the configuration.
   *
   * @param configured what is asked of a call that binds
   */
  public static FinalityLevel before(SettlementIntent intent, FinalityLevel configured) {
    return binds(intent) ? configured : FinalityLevel.FINALIZED;
  }

  /** Whether an intent's call names claim and check, so that it does nothing about others. */
  static boolean binds(SettlementIntent intent) {
    LilypadCall call = LilypadCall.decode(intent.data());
    return call instanceof LilypadCall.GuardedAcceptResult
        || call instanceof LilypadCall.GuardedRejectResult;
  }
}
