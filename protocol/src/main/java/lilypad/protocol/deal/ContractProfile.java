package lilypad.protocol.deal;

import java.math.BigInteger;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.settle.FinalityLevel;

/** What differs between the contracts a mediator may serve. */
public enum ContractProfile {
  /**
   * Our own contracts: a verdict can be bound to claim and check; the mediation clock starts at the
   * check.
   */
  OURS {
    @Override
    public long deadline(AgreementReading reading) {
      return reading
          .deal()
          .timeouts()
          .mediateResults()
          .deadline(reading.agreement().resultsCheckedAt());
    }

    @Override
    Bytes call(DealId deal, boolean accept, AgreementReading reading) {
      BigInteger checkedAt = BigInteger.valueOf(reading.agreement().resultsCheckedAt());
      return (accept
              ? new LilypadCall.GuardedAcceptResult(deal, reading.claimHash(), checkedAt)
              : new LilypadCall.GuardedRejectResult(deal, reading.claimHash(), checkedAt))
          .encode();
    }

    @Override
    public FinalityLevel atLeast(FinalityLevel configured) {
      return configured;
    }
  },

  /**
   * Lilypad v2 as deployed: a verdict names only the deal, and the time-out counts from the
   * submission (defect D9).
   */
  LILYPAD_V2 {
    @Override
    public long deadline(AgreementReading reading) {
      return reading
          .deal()
          .timeouts()
          .judgeResults()
          .deadline(reading.agreement().resultsSubmittedAt());
    }

    @Override
    Bytes call(DealId deal, boolean accept, AgreementReading reading) {
      return (accept
              ? new LilypadCall.MediationAcceptResult(deal)
              : new LilypadCall.MediationRejectResult(deal))
          .encode();
    }

    @Override
    public FinalityLevel atLeast(FinalityLevel configured) {
      return FinalityLevel.FINALIZED;
    }
  };

  /** Chain time from which {@code timeoutMediateResult} succeeds. */
  public abstract long deadline(AgreementReading reading);

  /**
   * The call that posts a verdict to the mediation contract.
   *
   * @throws IllegalArgumentException if the verdict is not one that is posted
   */
  public Bytes verdictCall(DealId deal, Verdict verdict, AgreementReading reading) {
    if (!verdict.movesMoney()) {
      throw new IllegalArgumentException("expected ACCEPT or REJECT, got " + verdict);
    }
    return call(deal, verdict == Verdict.ACCEPT, reading);
  }

  abstract Bytes call(DealId deal, boolean accept, AgreementReading reading);

  /**
   * The level the check's block must have before a verdict is sent: where a verdict cannot be
   * bound, the claim must be final first.
   */
  public abstract FinalityLevel atLeast(FinalityLevel configured);
}
