package lilypad.protocol.abi;

import java.math.BigInteger;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;

/** What the storage contract returns for an agreement: for tests that need readings. */
public final class RecordedAgreement {

  private RecordedAgreement() {}

  /** As {@code getDeal} returns it. */
  public static Bytes deal(DealId id, Members members, Timeouts timeouts, Pricing pricing) {
    return AbiPart.tuple(
            AbiPart.tuple(AbiPart.dealId(id), members.part(), timeouts.part(), pricing.part()))
        .toBytes();
  }

  /** As {@code getAgreement} returns it for a checked result. */
  public static Bytes checked(long submittedAt, long checkedAt) {
    return AbiPart.tuple(
            AbiPart.enumeration(AgreementState.RESULTS_CHECKED),
            AbiPart.uint(1),
            AbiPart.uint(1),
            AbiPart.uint(1),
            AbiPart.uint(2),
            AbiPart.uint(submittedAt),
            AbiPart.uint(0),
            AbiPart.uint(checkedAt),
            AbiPart.uint(0),
            AbiPart.uint(0),
            AbiPart.uint(0),
            AbiPart.uint(0),
            AbiPart.uint(0),
            AbiPart.uint(0))
        .toBytes();
  }

  /** As {@code getResult} returns it. */
  public static Bytes result(DealId id, Bytes claim) {
    return AbiPart.tuple(
            AbiPart.tuple(
                AbiPart.dealId(id),
                AbiPart.string("QmResultsId"),
                AbiPart.text(claim),
                AbiPart.uint(BigInteger.ONE)))
        .toBytes();
  }
}
