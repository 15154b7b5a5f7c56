package lilypad.protocol.abi;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import lilypad.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/** The calls of Lilypad's contracts by signature, each with its layout. */
@SuppressWarnings("ImmutableEnumChecker") // values and pure functions, without annotations
public enum CallSignature {
  AGREE(
      "agree(string,(address,address,address,address[]),"
          + "((uint256,uint256),(uint256,uint256),(uint256,uint256),(uint256,uint256)),"
          + "(uint256,uint256,uint256,uint256))",
      14,
      in ->
          new LilypadCall.Agree(
              in.dealId(), in.tuple(4, Members::read), Timeouts.read(in), Pricing.read(in))),
  AGREE_WITH_WATCHMAN(
      "agreeWithWatchman(string,(address,address,address,address[]),"
          + "((uint256,uint256),(uint256,uint256),(uint256,uint256),(uint256,uint256)),"
          + "(uint256,uint256,uint256,uint256),address)",
      15,
      in ->
          new LilypadCall.AgreeWithWatchman(
              in.dealId(),
              in.tuple(4, Members::read),
              Timeouts.read(in),
              Pricing.read(in),
              in.address())),
  ADD_RESULT(
      "addResult(string,string,string,uint256)",
      4,
      in -> new LilypadCall.AddResult(in.dealId(), in.string(), in.string(), in.uint256())),
  ACCEPT_RESULT("acceptResult(string)", 1, in -> new LilypadCall.AcceptResult(in.dealId())),
  CHECK_RESULT("checkResult(string)", 1, in -> new LilypadCall.CheckResult(in.dealId())),
  WATCHED_CHECK_RESULT(
      "checkResult(string,bytes32,uint256)",
      3,
      in -> new LilypadCall.WatchedCheckResult(in.dealId(), in.bytes32(), in.uint256())),
  MEDIATION_ACCEPT_RESULT(
      "mediationAcceptResult(string)", 1, in -> new LilypadCall.MediationAcceptResult(in.dealId())),
  MEDIATION_REJECT_RESULT(
      "mediationRejectResult(string)", 1, in -> new LilypadCall.MediationRejectResult(in.dealId())),
  GUARDED_ACCEPT_RESULT(
      "mediationAcceptResult(string,bytes32,uint256)",
      3,
      in -> new LilypadCall.GuardedAcceptResult(in.dealId(), in.bytes32(), in.uint256())),
  GUARDED_REJECT_RESULT(
      "mediationRejectResult(string,bytes32,uint256)",
      3,
      in -> new LilypadCall.GuardedRejectResult(in.dealId(), in.bytes32(), in.uint256())),
  TIMEOUT_AGREE("timeoutAgree(string)", 1, in -> new LilypadCall.TimeoutAgree(in.dealId())),
  TIMEOUT_SUBMIT_RESULT(
      "timeoutSubmitResult(string)", 1, in -> new LilypadCall.TimeoutSubmitResult(in.dealId())),
  TIMEOUT_JUDGE_RESULT(
      "timeoutJudgeResult(string)", 1, in -> new LilypadCall.TimeoutJudgeResult(in.dealId())),
  TIMEOUT_MEDIATE_RESULT(
      "timeoutMediateResult(string)", 1, in -> new LilypadCall.TimeoutMediateResult(in.dealId())),
  GET_DEAL("getDeal(string)", 1, in -> new LilypadCall.GetDeal(in.dealId())),
  GET_AGREEMENT("getAgreement(string)", 1, in -> new LilypadCall.GetAgreement(in.dealId())),
  GET_RESULT("getResult(string)", 1, in -> new LilypadCall.GetResult(in.dealId())),
  GET_WATCHMAN("getWatchman(string)", 1, in -> new LilypadCall.GetWatchman(in.dealId())),
  GET_JOB_COST("getJobCost(string)", 1, in -> new LilypadCall.GetJobCost(in.dealId())),
  GET_RESULTS_COLLATERAL(
      "getResultsCollateral(string)", 1, in -> new LilypadCall.GetResultsCollateral(in.dealId())),
  GET_MEDIATOR("getMediator(string)", 1, in -> new LilypadCall.GetMediator(in.dealId())),
  GUARDED_STORAGE("getStorageAddress()", 0, in -> new LilypadCall.GuardedStorage()),
  GUARDED_MEDIATION("getMediationAddress()", 0, in -> new LilypadCall.GuardedMediation()),
  BALANCE_OF("balanceOf(address)", 1, in -> new LilypadCall.BalanceOf(in.address())),
  ESCROW_BALANCE_OF(
      "escrowBalanceOf(address)", 1, in -> new LilypadCall.EscrowBalanceOf(in.address())),
  PAUSED("paused()", 0, in -> new LilypadCall.Paused()),
  TRANSFER("transfer(address,uint256)", 2, in -> new LilypadCall.Transfer(in.address(), in.wei())),
  PAY_ESCROW("payEscrow(uint256)", 1, in -> new LilypadCall.PayEscrow(in.wei())),
  UPDATE_USER(
      "updateUser(string,string,uint8[])",
      3,
      in ->
          new LilypadCall.UpdateUser(
              in.string(), in.string(), in.list(role -> role.enumeration(ServiceType.values())))),
  ADD_USER_TO_LIST(
      "addUserToList(uint8)",
      1,
      in -> new LilypadCall.AddUserToList(in.enumeration(ServiceType.values()))),
  SHOW_USERS_IN_LIST(
      "showUsersInList(uint8)",
      1,
      in -> new LilypadCall.ShowUsersInList(in.enumeration(ServiceType.values()))),
  GET_USER("getUser(address)", 1, in -> new LilypadCall.GetUser(in.address())),
  PAUSE("pause()", 0, in -> new LilypadCall.Pause()),
  UNPAUSE("unpause()", 0, in -> new LilypadCall.Unpause()),
  SET_CONTROLLER_ADDRESS(
      "setControllerAddress(address)", 1, in -> new LilypadCall.SetControllerAddress(in.address()));

  private static final int SELECTOR = 4;
  private static final Map<Bytes, CallSignature> BY_SELECTOR =
      Arrays.stream(values())
          .collect(Collectors.toMap(CallSignature::selector, Function.identity()));

  private final String text;
  private final Bytes selector;
  private final int headWords;
  private final Function<AbiReader, LilypadCall> layout;

  CallSignature(String text, int headWords, Function<AbiReader, LilypadCall> layout) {
    this.text = text;
    this.selector = Selector.of(text);
    this.headWords = headWords;
    this.layout = layout;
  }

  /** As Solidity writes it, without names. */
  public String text() {
    return text;
  }

  /** The first four bytes of its calls. */
  public Bytes selector() {
    return selector;
  }

  static LilypadCall decode(Bytes input) {
    if (input.size() < SELECTOR) {
      throw new MalformedAbi("a selector of 4 bytes", input.toString());
    }
    Bytes selector = input.slice(0, SELECTOR);
    @Nullable CallSignature signature = BY_SELECTOR.get(selector);
    if (signature == null) {
      return new LilypadCall.Other(selector, input.slice(SELECTOR, input.size()));
    }
    return AbiReader.read(input.toArray(), SELECTOR, signature.headWords, signature.layout);
  }

  static Bytes encode(LilypadCall call) {
    return switch (call) {
      case LilypadCall.Agree c ->
          AGREE.with(
              AbiPart.dealId(c.dealId()),
              c.members().part(),
              c.timeouts().part(),
              c.pricing().part());
      case LilypadCall.AgreeWithWatchman c ->
          AGREE_WITH_WATCHMAN.with(
              AbiPart.dealId(c.dealId()),
              c.members().part(),
              c.timeouts().part(),
              c.pricing().part(),
              AbiPart.address(c.watchman()));
      case LilypadCall.AddResult c ->
          ADD_RESULT.with(
              AbiPart.dealId(c.dealId()),
              AbiPart.string(c.resultsId()),
              AbiPart.string(c.dataId()),
              AbiPart.uint(c.instructionCount()));
      case LilypadCall.WatchedCheckResult c ->
          WATCHED_CHECK_RESULT.with(
              AbiPart.dealId(c.dealId()),
              AbiPart.bytes32(c.dataIdHash()),
              AbiPart.uint(c.submittedAt()));
      case LilypadCall.GuardedAcceptResult c ->
          GUARDED_ACCEPT_RESULT.with(
              AbiPart.dealId(c.dealId()),
              AbiPart.bytes32(c.dataIdHash()),
              AbiPart.uint(c.checkedAt()));
      case LilypadCall.GuardedRejectResult c ->
          GUARDED_REJECT_RESULT.with(
              AbiPart.dealId(c.dealId()),
              AbiPart.bytes32(c.dataIdHash()),
              AbiPart.uint(c.checkedAt()));
      case LilypadCall.OfDeal c -> ofDeal(c).with(AbiPart.dealId(c.dealId()));
      case LilypadCall.GuardedStorage c -> GUARDED_STORAGE.with();
      case LilypadCall.GuardedMediation c -> GUARDED_MEDIATION.with();
      case LilypadCall.BalanceOf c -> BALANCE_OF.with(AbiPart.address(c.account()));
      case LilypadCall.EscrowBalanceOf c -> ESCROW_BALANCE_OF.with(AbiPart.address(c.account()));
      case LilypadCall.Paused c -> PAUSED.with();
      case LilypadCall.Transfer c ->
          TRANSFER.with(AbiPart.address(c.to()), AbiPart.wei(c.amount()));
      case LilypadCall.PayEscrow c -> PAY_ESCROW.with(AbiPart.wei(c.amount()));
      case LilypadCall.UpdateUser c ->
          UPDATE_USER.with(
              AbiPart.string(c.metadataCid()),
              AbiPart.string(c.url()),
              AbiPart.list(c.roles(), AbiPart::enumeration));
      case LilypadCall.AddUserToList c -> ADD_USER_TO_LIST.with(AbiPart.enumeration(c.role()));
      case LilypadCall.ShowUsersInList c -> SHOW_USERS_IN_LIST.with(AbiPart.enumeration(c.role()));
      case LilypadCall.GetUser c -> GET_USER.with(AbiPart.address(c.account()));
      case LilypadCall.Pause c -> PAUSE.with();
      case LilypadCall.Unpause c -> UNPAUSE.with();
      case LilypadCall.SetControllerAddress c ->
          SET_CONTROLLER_ADDRESS.with(AbiPart.address(c.controller()));
      case LilypadCall.Other c -> joined(c.selector(), c.arguments());
    };
  }

  private static CallSignature ofDeal(LilypadCall.OfDeal call) {
    return switch (call) {
      case LilypadCall.AcceptResult c -> ACCEPT_RESULT;
      case LilypadCall.CheckResult c -> CHECK_RESULT;
      case LilypadCall.MediationAcceptResult c -> MEDIATION_ACCEPT_RESULT;
      case LilypadCall.MediationRejectResult c -> MEDIATION_REJECT_RESULT;
      case LilypadCall.TimeoutAgree c -> TIMEOUT_AGREE;
      case LilypadCall.TimeoutSubmitResult c -> TIMEOUT_SUBMIT_RESULT;
      case LilypadCall.TimeoutJudgeResult c -> TIMEOUT_JUDGE_RESULT;
      case LilypadCall.TimeoutMediateResult c -> TIMEOUT_MEDIATE_RESULT;
      case LilypadCall.GetDeal c -> GET_DEAL;
      case LilypadCall.GetAgreement c -> GET_AGREEMENT;
      case LilypadCall.GetResult c -> GET_RESULT;
      case LilypadCall.GetWatchman c -> GET_WATCHMAN;
      case LilypadCall.GetJobCost c -> GET_JOB_COST;
      case LilypadCall.GetResultsCollateral c -> GET_RESULTS_COLLATERAL;
      case LilypadCall.GetMediator c -> GET_MEDIATOR;
    };
  }

  private Bytes with(AbiPart... arguments) {
    return joined(selector, AbiPart.tuple(arguments).toBytes());
  }

  private static Bytes joined(Bytes selector, Bytes arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(selector.toArray());
    out.writeBytes(arguments.toArray());
    return Bytes.of(out.toByteArray());
  }
}
