package lilypad.mediator.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lilypad.chain.recorded.RecordedChain;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.RecordedTrace;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.CallReturns;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.RecordedContracts;
import lilypad.protocol.deal.ChainView;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Mediation;
import lilypad.protocol.money.Imbalance;
import lilypad.protocol.money.MoneyMoved;
import org.junit.jupiter.api.Test;

/**
 * What Lilypad's own contracts did, block by block through the real follower and the real rules:
 * what we make of it equals what was recorded beside it. Writes {@code target/recorded-flows.md}.
 */
class RecordedFlowsIT {

  /** One line of the table, or two where money was recorded too. */
  private record Row(String flow, String what, String recorded, String derived) {
    boolean equal() {
      return recorded.equals(derived);
    }
  }

  @Test
  void everyRecordedFlowIsDerivedAsItWasRecorded() throws IOException {
    List<RecordedFlow> flows = RecordedFlow.all();
    List<Row> rows = new ArrayList<>();
    Map<Long, MoneyMoved> journaled = new TreeMap<>();
    Map<Long, MoneyMoved> implied = new TreeMap<>();
    try (RecordedWorld world = new RecordedWorld(Optional.empty())) {
      world.goOnTo(flows.getFirst().first() - 1);
      reckon(world, flows.getFirst().first() - 1, journaled, implied);
      for (RecordedFlow flow : flows) {
        for (long block = flow.first(); block <= flow.last(); block++) {
          world.goOnTo(block);
        }
        reckon(world, flow.last(), journaled, implied);
        rows.add(
            new Row(
                flow.name(),
                "deals",
                flow.recorded(RecordedContracts.at(flow.last())),
                flow.derived(world)));
      }
    }
    Map<RecordedFlow, Long> ends = moneyEnds(flows);
    ends.forEach(
        (flow, end) -> {
          String recorded = RecordedMoney.shown(RecordedMoney.recorded(flow.name()));
          rows.add(
              new Row(flow.name(), "payments", recorded, during(journaled, flow.first(), end)));
          rows.add(
              new Row(flow.name(), "money rules", recorded, during(implied, flow.first(), end)));
        });
    write(rows);
    assertThat(flows).hasSize(41);
    assertThat(ends).hasSize(39);
    assertThat(rows).filteredOn(row -> !row.equal()).isEmpty();
  }

  private static void reckon(
      RecordedWorld world,
      long block,
      Map<Long, MoneyMoved> journaled,
      Map<Long, MoneyMoved> implied) {
    RecordedContracts contracts = RecordedContracts.at(block);
    journaled.put(block, RecordedMoney.journaled(world, contracts));
    implied.put(block, RecordedMoney.implied(world, contracts));
  }

  /** Balances were taken before a flow and after all that follow until the next that has some. */
  private static Map<RecordedFlow, Long> moneyEnds(List<RecordedFlow> flows) {
    Map<RecordedFlow, Long> ends = new LinkedHashMap<>();
    Optional<RecordedFlow> counted = Optional.empty();
    for (RecordedFlow flow : flows) {
      if (flow.hasBalances()) {
        counted = Optional.of(flow);
      }
      counted.ifPresent(before -> ends.put(before, flow.last()));
    }
    return ends;
  }

  private static String during(Map<Long, MoneyMoved> reckoned, long first, long last) {
    MoneyMoved before = Optional.ofNullable(reckoned.get(first - 1)).orElseThrow();
    MoneyMoved after = Optional.ofNullable(reckoned.get(last)).orElseThrow();
    return RecordedMoney.shown(RecordedMoney.named(after.since(before)));
  }

  private static void write(List<Row> rows) throws IOException {
    StringBuilder table = new StringBuilder("| flow | what | recorded | derived | equal |\n");
    table.append("|---|---|---|---|---|\n");
    for (Row row : rows) {
      table.append(
          "| %s | %s | %s | %s | %s |%n"
              .formatted(
                  row.flow(),
                  row.what(),
                  row.recorded(),
                  row.derived(),
                  row.equal() ? "yes" : "NO"));
    }
    Path target = Files.createDirectories(Path.of("target"));
    Files.writeString(target.resolve("recorded-flows.md"), table);
  }

  @Test
  void aTransactionThatRevertedLeavesEverythingAsItWas() throws IOException {
    int reverts = 0;
    try (RecordedWorld world = new RecordedWorld(Optional.empty())) {
      for (JsonNode step : RecordedTrace.callSteps()) {
        long block = RecordedTrace.number(step.required("blockNumber"));
        world.goOnTo(block - 1);
        Map<DealId, List<DealState.LoggedAt>> before = logs(world);
        world.goOnTo(block);
        if (step.required("status").asText().equals("0x0")) {
          reverts++;
          assertThat(logs(world)).as("block %s", block).isEqualTo(before);
        }
      }
    }
    assertThat(reverts).isEqualTo(76);
  }

  private static Map<DealId, List<DealState.LoggedAt>> logs(RecordedWorld world) {
    Map<DealId, List<DealState.LoggedAt>> logs = new TreeMap<>();
    world.deals().forEach((deal, state) -> logs.put(deal, state.logs()));
    return logs;
  }

  @Test
  void everyRecordedAnswerIsWhatWeHeldAtItsBlock() throws IOException {
    int mediated = 0;
    try (RecordedWorld world = new RecordedWorld(Optional.empty())) {
      for (JsonNode call : RecordedTrace.get("calls")) {
        world.goOnTo(RecordedTrace.number(call.required("block")));
        Bytes output = Bytes.fromHex(call.required("output").asText());
        switch (LilypadCall.decode(Bytes.fromHex(call.required("input").asText()))) {
          case LilypadCall.GetAgreement get -> {
            Agreement agreement = CallReturns.agreement(output);
            ChainView view = world.deal(get.dealId()).chain();
            assertThat(view.state()).as("%s", call).isEqualTo(agreement.state());
          }
          case LilypadCall.GetMediator get ->
              assertThat(world.deal(get.dealId()).chain().check().map(check -> check.mediator()))
                  .as("%s", call)
                  .isEqualTo(
                      Optional.of(CallReturns.address(output))
                          .filter(mediator -> !mediator.equals(Address.ZERO)));
          case LilypadCall.GetDeal get -> {
            Optional<Mediation> mediation = world.deal(get.dealId()).mediation();
            mediated += mediation.isPresent() ? 1 : 0;
            mediation.ifPresent(m -> assertThat(m.reading().dealReturn()).isEqualTo(output));
          }
          case LilypadCall.GetResult get ->
              world
                  .deal(get.dealId())
                  .mediation()
                  .ifPresent(m -> assertThat(m.reading().resultReturn()).isEqualTo(output));
          case LilypadCall other -> {}
        }
      }
    }
    assertThat(mediated).isEqualTo(16);
  }

  @Test
  void theDeadlineIsTheOneAtWhichTheContractsLetATimeOutPass() throws IOException {
    int early = 0;
    int passed = 0;
    try (RecordedWorld world = new RecordedWorld(Optional.empty())) {
      for (JsonNode step : RecordedTrace.callSteps()) {
        long block = RecordedTrace.number(step.required("blockNumber"));
        if (LilypadCall.decode(Bytes.fromHex(step.required("input").asText()))
            instanceof LilypadCall.TimeoutMediateResult timeout) {
          world.goOnTo(block - 1);
          long time = RecordedTrace.number(step.required("timestamp"));
          Optional<Mediation> mediation = world.deal(timeout.dealId()).mediation();
          if (step.required("status").asText().equals("0x1")) {
            passed++;
            assertThat(time).isGreaterThan(mediation.orElseThrow().deadline());
          } else if (step.required("revertReason").asText().equals("Not timed out")) {
            early++;
            assertThat(time).isLessThanOrEqualTo(mediation.orElseThrow().deadline());
          }
        }
      }
    }
    assertThat(List.of(early, passed)).containsExactly(2, 3);
  }

  @Test
  void aMediatorTakesUpTheChecksForWhichItWasDrawnAndNoOthers() throws IOException {
    for (String name : List.of("mediator1", "mediator2", "mediator3", "stranger")) {
      Address us = Address.fromHex(RecordedTrace.get("accounts").required(name).asText());
      List<DealId> drawn = new ArrayList<>();
      try (RecordedWorld world = new RecordedWorld(Optional.of(us))) {
        world.goOnTo(RecordedChain.last());
        RecordedContracts contracts = RecordedContracts.at(RecordedChain.last());
        for (DealId deal : contracts.deals()) {
          boolean checkedForAWhile =
              contracts.agreement(deal).resultsCheckedAt()
                  != contracts.agreement(deal).timeoutMediateResultsAt();
          if (contracts.mediator(deal).equals(us) && checkedForAWhile) {
            drawn.add(deal);
          }
        }
        assertThat(
                world.deals().entrySet().stream()
                    .filter(deal -> deal.getValue().mediation().isPresent())
                    .map(Map.Entry::getKey))
            .as(name)
            .containsExactlyInAnyOrderElementsOf(drawn);
      }
      assertThat(drawn.isEmpty()).isEqualTo(name.equals("stranger"));
    }
  }

  @Test
  void readInOneGoTheChainTellsTheSameAsFollowedLive() throws IOException {
    try (RecordedWorld live = new RecordedWorld(Optional.empty());
        RecordedWorld late = new RecordedWorld(Optional.empty())) {
      for (long block = 1; block <= RecordedChain.last(); block++) {
        live.goOnTo(block);
      }
      late.goOnTo(RecordedChain.last());
      assertThat(late.deals().keySet()).isEqualTo(live.deals().keySet()).hasSizeGreaterThan(35);
      late.deals()
          .forEach(
              (deal, state) -> {
                assertThat(state.logs()).isEqualTo(live.deal(deal).logs());
                assertThat(state.mediation().map(Mediation::request))
                    .isEqualTo(live.deal(deal).mediation().map(Mediation::request));
              });
    }
  }

  @Test
  void everyMediatedDealsPaymentsAreWhatItsOutcomeImplies() throws IOException {
    try (RecordedWorld world = new RecordedWorld(Optional.empty())) {
      int closed = 0;
      for (long block = 1; block <= RecordedChain.last(); block++) {
        world.goOnTo(block);
      }
      for (DealState state : world.deals().values()) {
        assertThat(Imbalance.of(ContractProfile.LILYPAD_V2, state)).isEmpty();
        closed += state.mediation().flatMap(Mediation::closed).isPresent() ? 1 : 0;
      }
      assertThat(closed).isEqualTo(14);
    }
  }
}
