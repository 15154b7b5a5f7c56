package lilypad.protocol.abi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import lilypad.protocol.Address;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.RecordedTrace;
import org.junit.jupiter.api.Test;

class TraceLogsTest {

  @Test
  void everyRecordedLogDecodesAndEncodesBackToTheSameBytes() {
    List<ChainLog> logs = RecordedTrace.logs();
    Map<EventSignature, Integer> seen = new EnumMap<>(EventSignature.class);
    for (ChainLog log : logs) {
      LilypadEvent event = decoded(log);
      EncodedEvent encoded = EncodedEvent.of(event);
      assertThat(encoded.topics()).isEqualTo(log.topics());
      assertThat(encoded.data()).isEqualTo(log.data());
      seen.merge(EventSignature.of(event), 1, Integer::sum);
    }
    assertThat(logs).hasSizeGreaterThan(800);
    assertThat(seen)
        .containsKeys(
            EventSignature.DEAL_STATE_CHANGE,
            EventSignature.MEDIATION_REQUESTED,
            EventSignature.PAYMENT,
            EventSignature.TRANSFER,
            EventSignature.OWNERSHIP_TRANSFERRED,
            EventSignature.INITIALIZED,
            EventSignature.PAUSED,
            EventSignature.UNPAUSED);
  }

  @Test
  void everyRequestNamesTheMediatorThatTheContractAnswersLater() {
    for (JsonNode draw : RecordedTrace.get("mediatorDraws")) {
      DealId dealId = new DealId(draw.required("dealId").asText());
      List<Address> mediators = RecordedTrace.addresses(draw.required("mediators"));
      Address chosen = Address.fromHex(draw.required("chosen").asText());
      long timestamp = RecordedTrace.number(draw.required("timestamp"));
      assertThat(MediatorDraw.chosen(timestamp, dealId, mediators)).isEqualTo(chosen);
      assertThat(requests(dealId))
          .as("requests for %s", dealId)
          .isNotEmpty()
          .allSatisfy(request -> assertThat(request.mediator()).isEqualTo(chosen));
    }
  }

  @Test
  void oneCheckTellsItsSixFactsInTheKnownOrder() {
    JsonNode check =
        RecordedTrace.callSteps().stream()
            .filter(step -> step.required("call").asText().equals("LilypadController.checkResult"))
            .findFirst()
            .orElseThrow();
    List<LilypadEvent> events = new ArrayList<>();
    check.required("logs").forEach(log -> events.add(decoded(RecordedTrace.log(log))));
    assertThat(events)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly(
            "DealStateChange", "Transfer", "Payment", "Transfer", "Payment", "MediationRequested");
    assertThat(events.get(0))
        .isInstanceOfSatisfying(
            LilypadEvent.DealStateChange.class,
            change -> assertThat(change.state()).isEqualTo(AgreementState.RESULTS_CHECKED));
    assertThat(events.get(2))
        .isInstanceOfSatisfying(
            LilypadEvent.Payment.class,
            payment -> {
              assertThat(payment.reason()).isEqualTo(PaymentReason.TIMEOUT_COLLATERAL);
              assertThat(payment.direction()).isEqualTo(PaymentDirection.REFUNDED);
            });
    assertThat(events.get(4))
        .isInstanceOfSatisfying(
            LilypadEvent.Payment.class,
            payment -> {
              assertThat(payment.reason()).isEqualTo(PaymentReason.MEDIATION_FEE);
              assertThat(payment.direction()).isEqualTo(PaymentDirection.PAID_IN);
            });
  }

  private static List<LilypadEvent.MediationRequested> requests(DealId dealId) {
    List<LilypadEvent.MediationRequested> requests = new ArrayList<>();
    for (ChainLog log : RecordedTrace.logs()) {
      if (decoded(log) instanceof LilypadEvent.MediationRequested request
          && request.dealId().equals(dealId)) {
        requests.add(request);
      }
    }
    return requests;
  }

  private static LilypadEvent decoded(ChainLog log) {
    DecodedLog decoded = LogDecoder.decode(log);
    assertThat(decoded).isInstanceOf(DecodedLog.Decoded.class);
    return ((DecodedLog.Decoded) decoded).event();
  }
}
