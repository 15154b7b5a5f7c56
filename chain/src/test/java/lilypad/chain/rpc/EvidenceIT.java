package lilypad.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import lilypad.chain.LogBox;
import lilypad.chain.TestChain;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Hash32;
import lilypad.protocol.block.BlockHeader;
import lilypad.protocol.block.ConsensusReceipt;
import lilypad.protocol.block.LogEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.methods.response.EthSendTransaction;

/** A real EVM's blocks, recomputed by our own code: an error in either shows as another hash. */
class EvidenceIT {

  private TestChain test;
  private HttpTransport transport;
  private BlockEvidence evidence;
  private Address box;

  @BeforeEach
  void start() throws IOException {
    test = new TestChain();
    transport = new HttpTransport(RpcSettings.of(test.anvil().url()));
    evidence = test.chain().evidence().orElseThrow();
    Hash32 creation = send(0, Map.of("data", LogBox.INIT_CODE.toString()));
    test.anvil().mine(1);
    box = test.chain().receipt(creation).flatMap(TransactionReceipt::contract).orElseThrow();
  }

  @AfterEach
  void stop() {
    transport.close();
    test.close();
  }

  /** Anvil signs for its own accounts. */
  private Hash32 send(int account, Map<String, Object> fields) {
    Map<String, Object> transaction = new LinkedHashMap<>(fields);
    transaction.put("from", test.key(account).address().toString());
    transaction.putIfAbsent("gas", "0x30000");
    return Hash32.fromHex(
        transport
            .send(
                new Request<>(
                    "eth_sendTransaction",
                    List.of(transaction),
                    transport,
                    EthSendTransaction.class),
                EthSendTransaction.class)
            .getTransactionHash());
  }

  /** A block with payments, logs, and failures, in transactions of each type that Anvil signs. */
  private void mineMany(int count) {
    for (int i = 0; i < count; i++) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("to", (i % 3 == 0 ? test.key(1).address() : box).toString());
      if (i % 3 == 2) {
        fields.put("data", "0x01"); // the second time it reverts
      }
      switch (i % 4) {
        case 0 -> fields.put("gasPrice", "0x77359400");
        case 1 -> {
          fields.put("gasPrice", "0x77359400");
          fields.put(
              "accessList", List.of(Map.of("address", box.toString(), "storageKeys", List.of())));
        }
        default -> {
          fields.put("maxFeePerGas", "0x77359400");
          fields.put("maxPriorityFeePerGas", "0x1");
        }
      }
      send(i % 5, fields);
    }
    test.anvil().mine(1);
  }

  private BlockHeader requireProven(HeaderAnswer answer, BlockRef block, Set<Integer> types) {
    HeaderAnswer.Found found = (HeaderAnswer.Found) answer;
    assertThat(found.others()).isEmpty();
    assertThat(found.header().block()).isEqualTo(block);
    List<ConsensusReceipt> receipts = ((ReceiptsAnswer.Found) evidence.receipts(found)).consensus();
    assertThat(receipts).hasSameSizeAs(found.transactions());
    assertThat(ConsensusReceipt.root(receipts)).isEqualTo(found.header().receiptsRoot());
    assertThat(ConsensusReceipt.bloom(receipts)).isEqualTo(found.header().logsBloom());
    receipts.forEach(receipt -> types.add(receipt.type()));
    List<LogEntry> logs =
        test.chain().logs(block.number(), block.number(), Set.of(box)).stream()
            .map(LogEntry::of)
            .toList();
    assertThat(receipts.stream().flatMap(receipt -> receipt.logs().stream()).toList())
        .isEqualTo(logs);
    return found.header();
  }

  @Test
  void hashReceiptsRootAndBloomOfEveryBlockAreRecomputed() {
    for (int count : new int[] {1, 0, 2, 16, 17, 60, 0, 150, 3}) {
      mineMany(count);
    }
    test.anvil().reorg(2);
    mineMany(5);
    long head = test.chain().heads().latest().number();
    List<HeaderAnswer> headers = evidence.headers(0, head);
    Set<Integer> types = new TreeSet<>();
    int blocks = 0;

    Hash32 parent = Hash32.ZERO;
    for (long number = 0; number <= head; number++) {
      BlockRef block = test.chain().block(number).orElseThrow();
      BlockHeader header = requireProven(headers.get((int) number), block, types);
      assertThat(header.parentHash()).isEqualTo(parent);
      assertThat(evidence.headers(List.of(block.hash())))
          .containsExactly(headers.get((int) number));
      parent = block.hash();
      blocks++;
    }

    assertThat(blocks).isGreaterThan(10);
    assertThat(types).containsExactly(0, 1, 2);
  }

  @Test
  void anUnknownBlockIsAbsent() {
    assertThat(evidence.headers(List.of(Hash32.ZERO))).containsExactly(new HeaderAnswer.Absent());
    assertThat(evidence.headers(1000, 1001))
        .containsExactly(new HeaderAnswer.Absent(), new HeaderAnswer.Absent());
    HeaderAnswer.Found genesis = (HeaderAnswer.Found) evidence.headers(0, 0).getFirst();
    assertThat(
            evidence.receipts(
                new HeaderAnswer.Found(Hash32.ZERO, genesis.header(), List.of(), Set.of())))
        .isEqualTo(new ReceiptsAnswer.Absent());
  }
}
