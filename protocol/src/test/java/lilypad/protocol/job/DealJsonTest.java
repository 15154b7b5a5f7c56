package lilypad.protocol.job;

import static lilypad.protocol.job.RecordedDeals.container;
import static lilypad.protocol.job.RecordedDeals.goBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.RecordedTrace;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.UnixFs;
import org.junit.jupiter.api.Test;

class DealJsonTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());

  @Test
  void everyRecordedDealHasTheIdOfItsBytes() {
    List<JsonNode> deals = deals();
    assertThat(deals).hasSize(38);
    for (JsonNode deal : deals) {
      assertThat(DealIds.recompute(goBytes(deal))).hasToString(deal.required("id").asText());
    }
  }

  @Test
  void everyRecordedDealIsReadAndPrintedToTheSameBytes() {
    for (JsonNode json : deals()) {
      DealContainer container = DealContainer.parse(container(json));
      assertThat(container.dealJson()).isEqualTo(goBytes(json));
      SolverDeal deal = container.deal();
      assertThat(GoJson.deal(deal)).isEqualTo(goBytes(json));
      assertThat(DealIds.identified(deal)).isEqualTo(deal);
      assertThat(DealIds.jobOffer(deal.jobOffer())).hasToString(deal.jobOffer().id());
      assertThat(DealIds.resourceOffer(deal.resourceOffer()))
          .hasToString(deal.resourceOffer().id());
    }
  }

  @Test
  void wholeTokensInTheJsonAreTheWeiOfTheAgreement() {
    int compared = 0;
    for (JsonNode step : RecordedTrace.callSteps()) {
      if (step.required("status").asText().equals("0x1")
          && LilypadCall.decode(Bytes.fromHex(step.required("input").asText()))
              instanceof LilypadCall.Agree agree) {
        JsonNode json = RecordedTrace.get("deals").required(agree.dealId().text());
        SolverDeal deal = DealContainer.parse(container(json)).deal();
        assertThat(deal.pricing().onChain()).isEqualTo(agree.pricing());
        compared++;
      }
    }
    assertThat(compared).isEqualTo(67);
  }

  @Test
  void aContainerThatWePrintIsReadBack() {
    SolverDeal deal = DealContainer.parse(container(deals().get(0))).deal();
    DealContainer made =
        DealContainer.of(
            deal, 1_760_000_000_000L, 4, Optional.of(Address.fromHex("11".repeat(20))));
    assertThat(DealContainer.parse(GoJson.container(made))).isEqualTo(made);
  }

  @Test
  void aFieldThatNobodyKnowsCountsForTheId() {
    JsonNode deal = deals().get(0);
    ObjectNode extended = deal.deepCopy();
    extended.put("extra", "<new>");
    DealContainer container = DealContainer.parse(container(extended));
    assertThat(container.deal().id().text()).isEqualTo(deal.required("id").asText());
    assertThat(DealIds.recompute(container.dealJson()))
        .isNotEqualTo(Cid.parse(deal.required("id").asText()));
    ObjectNode blank = extended.deepCopy();
    blank.put("id", "");
    assertThat(DealIds.recompute(container.dealJson()))
        .isEqualTo(UnixFs.bareNode(goBytes(blank)).cid());
  }

  @Test
  void theOwnIdIsBlankedWhereverItStandsAndHoweverItIsWritten() {
    Cid expected = UnixFs.bareNode(bytes("{\"x\":{\"id\":\"inner\"},\"id\":\"\",\"é\":[1]}")).cid();
    for (String id : List.of("", "a", "\\\"\\u00e9\\\\", "é日本")) {
      assertThat(
              DealIds.recompute(
                  bytes("{\"x\":{\"id\":\"inner\"},\"id\":\"" + id + "\",\"é\":[1]}")))
          .isEqualTo(expected);
    }
  }

  @Test
  void eachWayToBeMalformedIsNamedByItsPath() {
    JsonNode good = deals().get(0);
    ObjectNode deal = good.deepCopy();
    ((ObjectNode) deal.required("members")).put("solver", "0x12");
    assertThatThrownBy(() -> DealContainer.parse(container(deal)))
        .isInstanceOf(MalformedJob.class)
        .hasMessage("$.deal.members.solver: expected an address of 40 hex digits, got \"0x12\"");
    ObjectNode price = good.deepCopy();
    ((ObjectNode) price.required("pricing")).put("mediation_fee", -1);
    assertThatThrownBy(() -> DealContainer.parse(container(price)))
        .hasMessageStartingWith("$.deal.pricing.mediation_fee: expected a whole number");
    ObjectNode module = good.deepCopy();
    ((ObjectNode) module.required("job_offer")).remove("module");
    assertThatThrownBy(() -> DealContainer.parse(container(module)))
        .hasMessage("$.deal.job_offer.module: expected a value, got nothing");
    ObjectNode inputs = good.deepCopy();
    ((ObjectNode) inputs.required("job_offer").required("inputs")).put("text", 7);
    assertThatThrownBy(() -> DealContainer.parse(container(inputs)))
        .hasMessage("$.deal.job_offer.inputs.text: expected a text, got 7");
    assertThatThrownBy(() -> DealContainer.parse(bytes("[]"))).isInstanceOf(MalformedJob.class);
    assertThatThrownBy(() -> DealContainer.parse(bytes("{\"id\":\"a\",\"id\":\"b\"}")))
        .hasMessageContaining("Duplicate field 'id'");
    assertThatThrownBy(() -> DealContainer.parse(bytes("{}{}"))).isInstanceOf(MalformedJob.class);
    assertThatThrownBy(() -> DealContainer.parse(bytes("{\"a\":".repeat(99))))
        .isInstanceOf(MalformedJob.class);
    assertThatThrownBy(() -> DealContainer.parse(Bytes.of(new byte[DealContainer.MAX_SIZE + 1])))
        .hasMessage("$: expected at most 1048576 bytes, got 1048577 bytes");
    assertThatThrownBy(() -> DealIds.recompute(bytes("{\"id\":1}")))
        .hasMessage("$.id: expected a text, got 1");
  }

  @Test
  void noBytesMakeReadingFailOtherThanTyped() {
    System.out.println("DealJsonTest seed " + SEED + " (-Dlilypad.seed=...)");
    Random random = new Random(SEED);
    byte[] good = container(deals().get(0)).toArray();
    int read = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = good.clone();
      for (int n = 1 + random.nextInt(2); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      if (random.nextInt(5) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      try {
        DealIds.recompute(DealContainer.parse(Bytes.of(bytes)).dealJson());
        read++;
      } catch (MalformedJob e) {
        assertThat(e.path()).startsWith("$");
      }
    }
    assertThat(read).as("seed %s", SEED).isPositive();
  }

  @Test
  void aResultIsPrintedAndReadBack() {
    SolverResult result =
        new SolverResult("r", new DealId("<d>"), "Qm", "exit \u2028 & \u0001\b", BigInteger.ONE);
    assertThat(GoJson.result(result))
        .isEqualTo(
            bytes(
                "{\"id\":\"r\",\"deal_id\":\"\\u003cd\\u003e\",\"data_id\":\"Qm\","
                    + "\"error\":\"exit \\u2028 \\u0026 \\u0001\\b\",\"instruction_count\":1}"));
    assertThat(SolverResult.parse(GoJson.result(result))).isEqualTo(result);
    assertThat(DealIds.result(result)).isEqualTo(DealIds.result(result.withId("other")));
  }

  private static List<JsonNode> deals() {
    List<JsonNode> deals = new ArrayList<>();
    RecordedTrace.get("deals").forEach(deals::add);
    return deals;
  }

  private static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
