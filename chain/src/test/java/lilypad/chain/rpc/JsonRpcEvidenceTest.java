package lilypad.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lilypad.chain.recorded.CannedRpc;
import lilypad.chain.recorded.RecordedChain;
import lilypad.protocol.Hash32;
import lilypad.protocol.block.ConsensusReceipt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JsonRpcEvidenceTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String GENESIS =
      "0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3";
  private static final String NOTHING =
      "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
  private static final String NO_OMMERS =
      "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private volatile CannedRpc.Answers answers = (method, params) -> JSON.nullNode();
  private CannedRpc server;
  private JsonRpcChain chain;
  private BlockEvidence evidence;

  @BeforeEach
  void start() throws IOException {
    server =
        CannedRpc.serving(
            (method, params) -> {
              asked.add(method);
              return answers.answer(method, params);
            });
    chain = JsonRpcChain.connect(RpcSettings.of(server.url()));
    evidence = chain.evidence().orElseThrow();
  }

  @AfterEach
  void stop() {
    chain.close();
    server.close();
  }

  private static String zeros(int bytes) {
    return "0x" + "00".repeat(bytes);
  }

  /** Ethereum's first block as nodes tell it. */
  private static ObjectNode genesis() {
    ObjectNode block =
        JSON.objectNode()
            .put("number", "0x0")
            .put("hash", GENESIS)
            .put("parentHash", zeros(32))
            .put("sha3Uncles", NO_OMMERS)
            .put("miner", zeros(20))
            .put("stateRoot", "0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544")
            .put("transactionsRoot", NOTHING)
            .put("receiptsRoot", NOTHING)
            .put("logsBloom", zeros(256))
            .put("difficulty", "0x400000000")
            .put("gasLimit", "0x1388")
            .put("gasUsed", "0x0")
            .put("timestamp", "0x0")
            .put("extraData", "0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa")
            .put("mixHash", zeros(32))
            .put("nonce", "0x0000000000000042")
            .put("size", "0x21c")
            .put("totalDifficulty", "0x400000000")
            .putNull("baseFeePerGas");
    block.putArray("uncles");
    block.putArray("transactions");
    return block;
  }

  private HeaderAnswer header(Consumer<ObjectNode> change) {
    ObjectNode block = genesis();
    change.accept(block);
    answers = (method, params) -> block;
    return evidence.headers(List.of(Hash32.fromHex(GENESIS))).getFirst();
  }

  private static ObjectNode payment(int index) {
    ObjectNode receipt =
        JSON.objectNode()
            .put("blockHash", GENESIS)
            .put("transactionHash", "0x%064x".formatted(index))
            .put("status", "0x1")
            .put("type", "0x0")
            .put("cumulativeGasUsed", "0x5208")
            .put("logsBloom", zeros(256));
    receipt.putArray("logs");
    return receipt;
  }

  private static HeaderAnswer.Found block(int transactions) {
    HeaderAnswer.Found header = (HeaderAnswer.Found) EvidenceReader.header(genesis());
    return new HeaderAnswer.Found(
        header.claimed(),
        header.header(),
        IntStream.range(0, transactions)
            .mapToObj(i -> Hash32.fromHex("%064x".formatted(i)))
            .toList(),
        Set.of());
  }

  @Test
  void aHeaderIsReadWithAllThatItsHashIsMadeOver() {
    assertThat(header(block -> {}))
        .isInstanceOfSatisfying(
            HeaderAnswer.Found.class,
            found -> {
              assertThat(found.header().hash()).isEqualTo(Hash32.fromHex(GENESIS));
              assertThat(found.claimed()).isEqualTo(Hash32.fromHex(GENESIS));
              assertThat(found.others()).isEmpty();
            });
    assertThat(evidence.endpoint()).isEqualTo(server.url().toString());
  }

  @Test
  void whatIsMissingOrMalformedOrUnknownIsNamed() {
    assertThat(header(block -> block.remove("stateRoot")))
        .isEqualTo(new HeaderAnswer.Incomplete("expected a field stateRoot, got none"));
    assertThat(header(block -> block.put("nonce", "0x42")))
        .isInstanceOfSatisfying(
            HeaderAnswer.Incomplete.class,
            incomplete -> assertThat(incomplete.why()).contains("a nonce of 8 bytes"));
    assertThat(header(block -> block.put("requestsHash", NOTHING)))
        .isInstanceOfSatisfying(
            HeaderAnswer.Incomplete.class,
            incomplete -> assertThat(incomplete.why()).contains("without a gap"));
    assertThat(header(block -> block.put("slotNumber", "0x1")))
        .isInstanceOfSatisfying(
            HeaderAnswer.Found.class,
            found -> assertThat(found.others()).containsExactly("slotNumber"));
  }

  @Test
  void aBlockThatTheNodeDoesNotHaveIsAbsentAndARefusalIsNot() {
    assertThat(evidence.headers(List.of(Hash32.ZERO))).containsExactly(new HeaderAnswer.Absent());
    assertThat(evidence.receipts(block(1))).isEqualTo(new ReceiptsAnswer.Absent());

    answers =
        (method, params) -> {
          throw new CannedRpc.Refused(-32_000, "unknown block", Optional.empty());
        };
    assertThat(evidence.headers(0, 1))
        .containsExactly(new HeaderAnswer.Absent(), new HeaderAnswer.Absent());

    answers =
        (method, params) -> {
          throw new CannedRpc.Refused(-32_005, "slow down", Optional.empty());
        };
    assertThatThrownBy(() -> evidence.headers(0, 1))
        .isInstanceOf(RpcRefused.class)
        .hasMessageContaining("slow down");
  }

  @Test
  void aBatchThatIsRefusedIsAskedInHalvesAndKeepsItsOrder() {
    server.refuseBatchesAbove(3);
    answers = (method, params) -> genesis().put("number", params.required(0).asText());

    assertThat(evidence.headers(10, 19).stream())
        .extracting(answer -> ((HeaderAnswer.Found) answer).header().number())
        .containsExactly(10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L);
  }

  @Test
  void receiptsGiveTheKnownRootOfOnePayment() {
    answers = (method, params) -> JSON.arrayNode().add(payment(0));

    ReceiptsAnswer.Found found = (ReceiptsAnswer.Found) evidence.receipts(block(1));

    assertThat(ConsensusReceipt.root(found.consensus()))
        .isEqualTo(
            Hash32.fromHex("056b23fbba480696b65fe5a59b8f2148a1299103c4f57df839233af2cf4ca2d2"));
    assertThat(asked).containsExactly("eth_getBlockReceipts");
  }

  @Test
  void aNodeThatKnowsNoReceiptsOfBlocksIsAskedForThemOneByOne() {
    answers = JsonRpcEvidenceTest::oneByOne;

    for (int round = 0; round < 2; round++) {
      ReceiptsAnswer.Found found = (ReceiptsAnswer.Found) evidence.receipts(block(3));
      assertThat(found.receipts().stream().map(ReceiptsAnswer.Mined::transaction))
          .containsExactlyElementsOf(block(3).transactions());
    }
    assertThat(asked).filteredOn("eth_getBlockReceipts"::equals).hasSize(1);
  }

  private static JsonNode oneByOne(String method, JsonNode params) {
    if (!method.equals("eth_getTransactionReceipt")) {
      throw new CannedRpc.Refused(-32_601, "the method does not exist", Optional.empty());
    }
    return payment(new BigInteger(params.required(0).asText().substring(2), 16).intValue());
  }

  @Test
  void aNodeThatKnowsNoReceiptsAtAllSaysSo() {
    answers =
        (method, params) -> {
          throw new CannedRpc.Refused(-32_601, "the method does not exist", Optional.empty());
        };

    assertThat(evidence.receipts(block(1))).isInstanceOf(ReceiptsAnswer.NotServed.class);
  }

  @Test
  void receiptsOfEveryEraAreReadAsTheirRootIsMadeOverThem() {
    ObjectNode old = payment(0).put("root", NOTHING);
    old.remove(List.of("status", "type"));
    ObjectNode deposit =
        payment(1)
            .put("type", "0x7e")
            .put("depositNonce", "0x5")
            .put("depositReceiptVersion", "0x1");
    ObjectNode earlierDeposit = payment(2).put("type", "0x7e").put("depositNonce", "0x5");
    ObjectNode failed = payment(3).put("status", "0x0");
    answers =
        (method, params) -> JSON.arrayNode().addAll(List.of(old, deposit, earlierDeposit, failed));

    List<ConsensusReceipt> receipts =
        ((ReceiptsAnswer.Found) evidence.receipts(block(4))).consensus();

    assertThat(receipts.get(0).type()).isZero();
    assertThat(receipts.get(0).outcome()).isEqualTo(Hash32.fromHex(NOTHING).bytes());
    assertThat(receipts.get(1).later()).containsExactly(BigInteger.valueOf(5), BigInteger.ONE);
    assertThat(receipts.get(2).later()).isEmpty();
    assertThat(receipts.get(3).outcome()).isEqualTo(ConsensusReceipt.FAILED);
  }

  @Test
  void receiptsThatLackSomethingOrAreAnotherBlocksAreNotTaken() {
    for (ObjectNode wrong :
        Stream.of(
                payment(0).put("blockHash", zeros(32)),
                payment(0).put("logs", "none"),
                payment(0).put("cumulativeGasUsed", 7))
            .toList()) {
      answers = (method, params) -> JSON.arrayNode().add(wrong);

      assertThat(evidence.receipts(block(1))).isInstanceOf(ReceiptsAnswer.Incomplete.class);
    }
  }

  @Test
  void theRecordingOfLilypadsContractsHasNoWholeHeaders() throws IOException {
    RecordedChain recorded = new RecordedChain();
    try (CannedRpc rpc = CannedRpc.serving(recorded);
        JsonRpcChain client = JsonRpcChain.connect(RpcSettings.of(rpc.url()))) {
      assertThat(client.evidence().orElseThrow().headers(List.of(client.heads().latest().hash())))
          .singleElement()
          .isInstanceOf(HeaderAnswer.Incomplete.class);
    }
  }
}
