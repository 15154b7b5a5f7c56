package lilypad.protocol.abi;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;

/** What the storage contract returns for an agreement: for tests that need readings. */
public final class RecordedAgreement {

  private RecordedAgreement() {}

  /** As {@code getDeal} returns it. */
  public static Bytes deal(DealId id, Members members, Timeouts timeouts, Pricing pricing) {
    return deal(new ChainDeal(id, members, timeouts, pricing));
  }

  /** As {@code getDeal} returns it. */
  public static Bytes deal(ChainDeal deal) {
    return AbiPart.tuple(
            AbiPart.tuple(
                AbiPart.dealId(deal.dealId()),
                deal.members().part(),
                deal.timeouts().part(),
                deal.pricing().part()))
        .toBytes();
  }

  /** As {@code getAgreement} returns it for a result that was posted and no more. */
  public static Bytes submitted(long submittedAt) {
    return agreement(
        new Agreement(
            AgreementState.RESULTS_SUBMITTED, 1, 1, 1, 2, submittedAt, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  /** As {@code getAgreement} returns it for a checked result. */
  public static Bytes checked(long submittedAt, long checkedAt) {
    return agreement(
        new Agreement(
            AgreementState.RESULTS_CHECKED,
            1,
            1,
            1,
            2,
            submittedAt,
            0,
            checkedAt,
            0,
            0,
            0,
            0,
            0,
            0));
  }

  /** As {@code getAgreement} returns it. */
  public static Bytes agreement(Agreement agreement) {
    return AbiPart.tuple(
            AbiPart.enumeration(agreement.state()),
            AbiPart.uint(agreement.resourceProviderAgreedAt()),
            AbiPart.uint(agreement.jobCreatorAgreedAt()),
            AbiPart.uint(agreement.dealCreatedAt()),
            AbiPart.uint(agreement.dealAgreedAt()),
            AbiPart.uint(agreement.resultsSubmittedAt()),
            AbiPart.uint(agreement.resultsAcceptedAt()),
            AbiPart.uint(agreement.resultsCheckedAt()),
            AbiPart.uint(agreement.mediationAcceptedAt()),
            AbiPart.uint(agreement.mediationRejectedAt()),
            AbiPart.uint(agreement.timeoutAgreeAt()),
            AbiPart.uint(agreement.timeoutSubmitResultsAt()),
            AbiPart.uint(agreement.timeoutJudgeResultsAt()),
            AbiPart.uint(agreement.timeoutMediateResultsAt()))
        .toBytes();
  }

  /** As {@code getResult} returns it. */
  public static Bytes result(DealId id, Bytes claim) {
    return result(id, "QmResultsId", claim, BigInteger.ONE);
  }

  /** As {@code getResult} returns it. */
  public static Bytes result(
      DealId id, String resultsId, Bytes claim, BigInteger instructionCount) {
    return AbiPart.tuple(
            AbiPart.tuple(
                AbiPart.dealId(id),
                AbiPart.string(resultsId),
                AbiPart.text(claim),
                AbiPart.uint(instructionCount)))
        .toBytes();
  }

  /** A text as a claim. */
  public static Bytes utf8(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
