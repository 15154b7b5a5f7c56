package lilypad.chain.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lilypad.chain.follow.FollowCursor;
import lilypad.chain.follow.FollowSettings;
import lilypad.chain.follow.FollowStep;
import lilypad.chain.follow.LogFollower;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.RpcRefused;
import lilypad.chain.rpc.RpcSettings;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.RecordedTrace;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordedChainTest {

  private static final Set<Address> WATCHED =
      Stream.of("token", "payments", "storage", "mediation")
          .map(RecordedChainTest::contract)
          .collect(Collectors.toSet());

  private final RecordedChain recorded = new RecordedChain();
  private CannedRpc server;
  private JsonRpcChain chain;

  @BeforeEach
  void start() throws IOException {
    server = CannedRpc.serving(recorded);
    chain = JsonRpcChain.connect(RpcSettings.of(server.url()));
  }

  @AfterEach
  void stop() {
    chain.close();
    server.close();
  }

  private static Address contract(String name) {
    return Address.fromHex(RecordedTrace.get("addresses").required(name).asText());
  }

  @Test
  void everyBlockIsLinkedToTheOneBefore() {
    assertThat(chain.chainId()).isEqualTo(412_346);
    Hash32 parent = chain.block(0).orElseThrow().hash();
    long time = 0;
    for (long number = 1; number <= RecordedChain.last(); number++) {
      BlockRef block = chain.block(number).orElseThrow();
      assertThat(block.parentHash()).isEqualTo(parent);
      assertThat(block.timestamp()).isGreaterThan(time);
      assertThat(chain.block(block.hash())).contains(block);
      parent = block.hash();
      time = block.timestamp();
    }
  }

  @Test
  void aRangeHasTheLogsThatTheNodeGaveForIt() {
    List<ChainLog> given = new ArrayList<>();
    RecordedTrace.get("getLogs").forEach(log -> given.add(RecordedTrace.log(log)));
    Set<Address> asked = Set.of(contract("payments"), contract("storage"), contract("mediation"));
    assertThat(chain.logs(0, RecordedChain.last(), asked)).isEqualTo(given).hasSize(405);
  }

  @Test
  void everyReceiptIsServed() {
    for (JsonNode step : RecordedTrace.callSteps()) {
      TransactionReceipt receipt =
          chain.receipt(Hash32.fromHex(step.required("txHash").asText())).orElseThrow();
      assertThat(receipt.succeeded()).isEqualTo(step.required("status").asText().equals("0x1"));
      assertThat(receipt.logs()).hasSize(step.required("logs").size());
    }
    assertThat(chain.receipt(Hash32.ZERO)).isEmpty();
  }

  @Test
  void everyRecordedCallIsAnsweredAtItsBlockAndOnlyThere() {
    for (JsonNode call : RecordedTrace.get("calls")) {
      BlockRef block = chain.block(RecordedTrace.number(call.required("block"))).orElseThrow();
      Address to = Address.fromHex(call.required("to").asText());
      Bytes input = Bytes.fromHex(call.required("input").asText());
      assertThat(chain.call(to, input, block.hash()))
          .isEqualTo(new ReadOutcome.Answered(Bytes.fromHex(call.required("output").asText())));
      recorded.stopAt(block.number() - 1);
      assertThat(chain.call(to, input, block.hash()))
          .as("before the block was there")
          .isEqualTo(new ReadOutcome.UnknownBlock(block.hash()));
      recorded.stopAt(RecordedChain.last());
    }
  }

  @Test
  void whatWasNotRecordedIsAnError() {
    assertThatThrownBy(
            () ->
                chain.call(
                    contract("token"),
                    new LilypadCall.BalanceOf(Address.ZERO).encode(),
                    chain.block(9).orElseThrow().hash()))
        .isInstanceOf(RpcRefused.class)
        .hasMessageContaining("not recorded");
    assertThatThrownBy(() -> chain.nonce(Address.ZERO))
        .isInstanceOfSatisfying(
            RpcRefused.class, refused -> assertThat(refused.code()).isEqualTo(-32_601));
    assertThat(chain.logs(new BlockRef(7, Hash32.ZERO, Hash32.ZERO, 1), WATCHED))
        .isEqualTo(new BlockLogs.UnknownBlock(Hash32.ZERO));
    assertThat(chain.block(RecordedChain.last() + 1)).isEmpty();
  }

  @Test
  void aTransactionIsSimulatedAsItWentInTheNextBlock() {
    int reverts = 0;
    for (JsonNode step : RecordedTrace.callSteps()) {
      recorded.stopAt(RecordedTrace.number(step.required("blockNumber")) - 1);
      CallOutcome outcome =
          chain.simulate(
              Address.fromHex(step.required("from").asText()),
              Address.fromHex(step.required("to").asText()),
              Bytes.fromHex(step.required("input").asText()),
              Wei.ZERO);
      if (step.has("revertData")) {
        reverts++;
        assertThat(outcome)
            .isInstanceOfSatisfying(
                Reverted.class,
                reverted ->
                    assertThat(reverted.data())
                        .isEqualTo(Bytes.fromHex(step.required("revertData").asText())));
      } else {
        assertThat(outcome).isInstanceOf(CallOutcome.Succeeded.class);
      }
    }
    assertThat(reverts).isEqualTo(76);
  }

  @Test
  void aVerdictNobodyWaitsForAndAFunctionThatIsNotThereRevert() {
    DealId nobodys = new DealId("nobody's");
    assertThat(simulated(new LilypadCall.MediationAcceptResult(nobodys)).reason())
        .isEqualTo("mediator cannot be 0x0");
    Reverted bound =
        simulated(new LilypadCall.GuardedAcceptResult(nobodys, Hash32.ZERO, BigInteger.ZERO));
    assertThat(bound.data()).isEqualTo(Bytes.EMPTY);
  }

  private Reverted simulated(LilypadCall call) {
    CallOutcome outcome =
        chain.simulate(Address.ZERO, contract("mediation"), call.encode(), Wei.ZERO);
    assertThat(outcome).isInstanceOf(Reverted.class);
    return (Reverted) outcome;
  }

  @Test
  void theFollowerSeesEveryLogOnceAndInOrderWhileTheHeadMovesOn() {
    LogFollower follower =
        new LogFollower(chain, WATCHED, new FollowSettings(64, 1_000, new FinalityDepth(1, 2)));
    FollowCursor cursor = FollowCursor.startAt(1);
    List<ChainLog> seen = new ArrayList<>();
    for (long head = 7; head <= RecordedChain.last(); head += 3) {
      recorded.stopAt(Math.min(head, RecordedChain.last()));
      for (List<FollowStep> steps = follower.next(cursor);
          !steps.isEmpty();
          steps = follower.next(cursor)) {
        for (FollowStep step : steps) {
          cursor = cursor.apply(step);
          seen.addAll(logs(step));
        }
      }
      assertThat(cursor.tip().map(BlockRef::number)).isEqualTo(Optional.of(recorded.head()));
    }
    List<ChainLog> all = new ArrayList<>();
    for (JsonNode step : RecordedTrace.get("steps")) {
      step.required("logs").forEach(log -> all.add(RecordedTrace.log(log)));
    }
    all.removeIf(log -> !WATCHED.contains(log.address()) || log.blockNumber() > recorded.head());
    assertThat(seen).isEqualTo(all).hasSizeGreaterThan(690);
  }

  private static List<ChainLog> logs(FollowStep step) {
    return switch (step) {
      case FollowStep.BlockExtended extended -> extended.logs();
      case FollowStep.RangeScanned range ->
          range.withLogs().stream().flatMap(block -> block.logs().stream()).toList();
      case FollowStep.BlockRetracted retracted -> throw new AssertionError(retracted);
      case FollowStep.FinalityAdvanced advanced -> List.of();
    };
  }
}
