package lilypad.protocol.abi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.RecordedTrace;
import lilypad.protocol.Wei;
import org.junit.jupiter.api.Test;

class TraceCallsTest {

  @Test
  void everyRecordedCallDecodesAndEncodesBackToTheSameBytes() {
    List<JsonNode> calls = new ArrayList<>(RecordedTrace.callSteps());
    RecordedTrace.get("calls").forEach(calls::add);
    TreeSet<String> others = new TreeSet<>();
    for (JsonNode call : calls) {
      Bytes input = Bytes.fromHex(call.required("input").asText());
      LilypadCall decoded = LilypadCall.decode(input);
      assertThat(decoded.encode()).isEqualTo(input);
      if (decoded instanceof LilypadCall.Other) {
        others.add(call.required("call").asText().replaceFirst("\\(.*", ""));
      }
    }
    assertThat(calls).hasSize(244 + 134);
    assertThat(others)
        .as("calls that nobody makes in a deal's life")
        .containsExactly(
            "ExampleClient.initialize",
            "LilypadController.initialize",
            "LilypadMediationRandom.initialize",
            "LilypadMediationRandom.mediationRequest",
            "LilypadOnChainJobCreator.initialize",
            "LilypadPayments.initialize",
            "LilypadPayments.mediationAcceptResult",
            "LilypadPow.initialize",
            "LilypadStorage.initialize",
            "LilypadToken.refundEscrow",
            "LilypadUsers.initialize",
            "Relay");
  }

  @Test
  void theSignaturesHaveTheSelectorsOfTheReference() {
    int pinned = 0;
    for (JsonNode contract : RecordedTrace.get("selectors")) {
      for (CallSignature signature : CallSignature.values()) {
        JsonNode selector = contract.path(signature.text());
        if (!selector.isMissingNode()) {
          assertThat(signature.selector().digits()).isEqualTo(selector.asText());
          pinned++;
        }
      }
    }
    assertThat(pinned).isGreaterThanOrEqualTo(CallSignature.values().length - 7);
    assertThat(CallSignature.AGREE.selector().digits()).isEqualTo("f583b125");
    assertThat(CallSignature.MEDIATION_ACCEPT_RESULT.selector().digits()).isEqualTo("824518aa");
    assertThat(CallSignature.MEDIATION_REJECT_RESULT.selector().digits()).isEqualTo("80ffdfe0");
  }

  @Test
  void enumConstantsStandWhereTheirChainIndexSays() {
    for (ChainIndexed[] constants :
        List.<ChainIndexed[]>of(
            AgreementState.values(),
            PaymentReason.values(),
            PaymentDirection.values(),
            ServiceType.values())) {
      for (int i = 0; i < constants.length; i++) {
        assertThat(constants[i].index()).isEqualTo(i);
      }
    }
  }

  @Test
  void theEventsHaveTheTopicsOfTheReference() {
    assertThat(EventSignature.DEAL_STATE_CHANGE.topic())
        .hasToString("0x10ca3d89184491f5d8de422bd36534abe6eb4b4aa1429a261bdb5ff1dd9ac386");
    assertThat(EventSignature.MEDIATION_REQUESTED.topic())
        .hasToString("0xfd3770121045f9427361660d6eaa8b07a2e45eca6964f5c4f041a28f21084086");
    assertThat(EventSignature.PAYMENT.topic())
        .hasToString("0x64861f505d0cfce7a0cc3629c70eb54f7de27be35939b48300935694958a9842");
    assertThat(EventSignature.JOB_ADDED.topic())
        .hasToString("0xaa171d38d08c39622dbd189ddd0a5c0cf3ea10eeda0c7d4c2c75d13fcc4fe14a");
    assertThat(EventSignature.VALID_POW_SUBMITTED.topic())
        .hasToString("0x172b7d59e60446d8dfc98985344fb883c871ef150b1db4d1592bcb6769903732");
    assertThat(EventSignature.GENERATE_CHALLENGE.topic())
        .hasToString("0x496186a9d930bac0744acdcd1d0c054b18283eecbe99d30bda98102d3d06b8ef");
    assertThat(EventSignature.NEW_POW_ROUND.topic())
        .hasToString("0x10cc99616aca050d810fd487c95f968e516d0fa25318530ed50753153d060a1e");
  }

  @Test
  void everyRecordedAnswerAgreesWithWhatElseIsKnownOfTheDeal() {
    int deals = 0;
    int agreements = 0;
    int results = 0;
    for (JsonNode call : RecordedTrace.get("calls")) {
      Bytes output = Bytes.fromHex(call.required("output").asText());
      long block = RecordedTrace.number(call.required("block"));
      switch (LilypadCall.decode(Bytes.fromHex(call.required("input").asText()))) {
        case LilypadCall.GetDeal get -> {
          checkDeal(get.dealId(), CallReturns.deal(output), call.required("flow").asText());
          deals++;
        }
        case LilypadCall.GetAgreement get -> {
          checkAgreement(get.dealId(), CallReturns.agreement(output), block);
          agreements++;
        }
        case LilypadCall.GetResult get -> {
          checkResult(get.dealId(), CallReturns.result(output), block);
          results++;
        }
        case LilypadCall.GetMediator get -> checkMediator(get, CallReturns.address(output), block);
        case LilypadCall.GetUser get -> {
          ChainUser user = CallReturns.user(output);
          assertThat(user.address()).isEqualTo(get.account());
          assertThat(user.metadataCid()).isEqualTo("QmMeta");
          assertThat(user.url()).isEqualTo("http://127.0.0.1:1");
          assertThat(user.roles()).containsExactly(ServiceType.MEDIATOR);
        }
        case LilypadCall.ShowUsersInList show -> {
          assertThat(show.role()).isEqualTo(ServiceType.MEDIATOR);
          assertThat(CallReturns.addresses(output))
              .containsExactly(
                  Address.fromHex(RecordedTrace.get("accounts").required("mediator1").asText()));
        }
        case LilypadCall other -> throw new AssertionError("no check for " + other);
      }
    }
    assertThat(List.of(deals, agreements, results)).containsExactly(29, 29, 29);
  }

  @Test
  void everyRecordedRevertReadsAsTheNodeReadIt() {
    int reverts = 0;
    for (JsonNode step : RecordedTrace.callSteps()) {
      if (step.has("revertData")) {
        Bytes data = Bytes.fromHex(step.required("revertData").asText());
        String reason = step.required("revertReason").asText();
        assertThat(RevertReason.decode(data).text())
            .isEqualTo(data.size() == 0 ? "no reason given" : reason);
        reverts++;
      }
    }
    assertThat(reverts).isEqualTo(76);
  }

  private static void checkDeal(DealId dealId, ChainDeal deal, String flow) {
    if (flow.equals("P-unknown-deal")) {
      assertThat(deal.exists()).isFalse();
      assertThat(deal.dealId()).isEqualTo(new DealId(""));
      return;
    }
    assertThat(deal.exists()).isTrue();
    assertThat(deal.dealId()).isEqualTo(dealId);
    JsonNode json = RecordedTrace.get("deals").required(dealId.text());
    JsonNode members = json.required("members");
    Members told =
        new Members(
            Address.fromHex(members.required("solver").asText()),
            Address.fromHex(members.required("job_creator").asText()),
            Address.fromHex(members.required("resource_provider").asText()),
            RecordedTrace.addresses(members.required("mediators")));
    if (flow.equals("N2-squat-with-zero-collateral")) {
      assertThat(deal.members())
          .as("a squatter's deal differs from the solver's")
          .isNotEqualTo(told);
    } else {
      assertThat(deal.members()).isEqualTo(told);
    }
    JsonNode pricing = json.required("pricing");
    assertThat(deal.pricing())
        .isEqualTo(
            new Pricing(
                Wei.ofWhole(pricing.required("instruction_price").asLong()),
                Wei.ofWhole(pricing.required("payment_collateral").asLong()),
                BigInteger.valueOf(pricing.required("results_collateral_multiple").asLong()),
                Wei.ofWhole(pricing.required("mediation_fee").asLong())));
  }

  /** Compares the state with the last announcement and the times with those of its blocks. */
  private static void checkAgreement(DealId dealId, Agreement agreement, long block) {
    AgreementState announced = AgreementState.DEAL_NEGOTIATING;
    for (JsonNode step : RecordedTrace.get("steps")) {
      if (RecordedTrace.number(step.required("blockNumber")) > block) {
        continue;
      }
      for (JsonNode log : step.required("logs")) {
        if (LogDecoder.decode(RecordedTrace.log(log)) instanceof DecodedLog.Decoded decoded
            && decoded.event() instanceof LilypadEvent.DealStateChange change
            && change.dealId().equals(dealId)) {
          announced = change.state();
          assertThat(enteredAt(agreement, announced))
              .isEqualTo(RecordedTrace.number(step.required("timestamp")));
        }
      }
    }
    assertThat(agreement.state()).isEqualTo(announced);
  }

  private static long enteredAt(Agreement agreement, AgreementState state) {
    return switch (state) {
      case DEAL_NEGOTIATING -> agreement.dealCreatedAt();
      case DEAL_AGREED -> agreement.dealAgreedAt();
      case RESULTS_SUBMITTED -> agreement.resultsSubmittedAt();
      case RESULTS_ACCEPTED -> agreement.resultsAcceptedAt();
      case RESULTS_CHECKED -> agreement.resultsCheckedAt();
      case MEDIATION_ACCEPTED -> agreement.mediationAcceptedAt();
      case MEDIATION_REJECTED -> agreement.mediationRejectedAt();
      case TIMEOUT_AGREE -> agreement.timeoutAgreeAt();
      case TIMEOUT_SUBMIT_RESULTS -> agreement.timeoutSubmitResultsAt();
      case TIMEOUT_JUDGE_RESULTS -> agreement.timeoutJudgeResultsAt();
      case TIMEOUT_MEDIATE_RESULTS -> agreement.timeoutMediateResultsAt();
    };
  }

  private static void checkResult(DealId dealId, ChainResult result, long block) {
    Optional<LilypadCall.AddResult> claim =
        RecordedTrace.callSteps().stream()
            .filter(step -> step.required("status").asText().equals("0x1"))
            .filter(step -> RecordedTrace.number(step.required("blockNumber")) <= block)
            .map(step -> LilypadCall.decode(Bytes.fromHex(step.required("input").asText())))
            .filter(LilypadCall.AddResult.class::isInstance)
            .map(LilypadCall.AddResult.class::cast)
            .filter(call -> call.dealId().equals(dealId))
            .findFirst();
    assertThat(result.exists()).isEqualTo(claim.isPresent());
    claim.ifPresent(
        call ->
            assertThat(result)
                .isEqualTo(
                    new ChainResult(
                        call.dealId(),
                        utf8(call.resultsId()),
                        utf8(call.dataId()),
                        call.instructionCount())));
  }

  private static Bytes utf8(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void checkMediator(LilypadCall.GetMediator get, Address mediator, long block) {
    Address expected = Address.ZERO;
    for (JsonNode step : RecordedTrace.get("steps")) {
      for (JsonNode log : step.required("logs")) {
        if (RecordedTrace.number(step.required("blockNumber")) <= block
            && LogDecoder.decode(RecordedTrace.log(log)) instanceof DecodedLog.Decoded decoded
            && decoded.event() instanceof LilypadEvent.MediationRequested request
            && request.dealId().equals(get.dealId())) {
          expected = request.mediator();
        }
      }
    }
    assertThat(mediator).isEqualTo(expected);
  }
}
