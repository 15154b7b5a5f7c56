package lilypad.protocol.abi;

/**
 * A deal's state and when it got there, as {@code getAgreement} of the storage contract tells it.
 * Times are block times in seconds since 1970, 0 where the step has not happened.
 */
public record Agreement(
    AgreementState state,
    long resourceProviderAgreedAt,
    long jobCreatorAgreedAt,
    long dealCreatedAt,
    long dealAgreedAt,
    long resultsSubmittedAt,
    long resultsAcceptedAt,
    long resultsCheckedAt,
    long mediationAcceptedAt,
    long mediationRejectedAt,
    long timeoutAgreeAt,
    long timeoutSubmitResultsAt,
    long timeoutJudgeResultsAt,
    long timeoutMediateResultsAt) {

  static Agreement read(AbiReader in) {
    return new Agreement(
        in.enumeration(AgreementState.values()),
        in.seconds(),
        in.seconds(),
        in.seconds(),
        in.seconds(),
        in.seconds(),
        in.seconds(),
        in.seconds(),
        in.seconds(),
        in.seconds(),
        in.seconds(),
        in.seconds(),
        in.seconds(),
        in.seconds());
  }
}
