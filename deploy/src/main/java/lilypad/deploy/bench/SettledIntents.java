package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.sign.PrivateKey;

/**
 * Numbered intents, each a call of its own to an address without code, so that nothing but the
 * sender keeps one from taking effect twice; and how often each did on a chain.
 *
 * @param none intents without effect
 * @param twice intents with more than one
 * @param others transactions of the signer that are no intent: nonces used for nothing
 */
record SettledIntents(int none, int twice, int others) {

  static final long CHAIN_ID = 31_337;
  static final PrivateKey SIGNER = PrivateKey.fromHex("5e".repeat(32));

  private static final Address TARGET =
      Address.fromHex("0x00000000000000000000000000000000000000b5");
  private static final int MARK = 0x82_45_18_aa;

  static Stream<SettlementIntent> all(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              Bytes data = Bytes.of(ByteBuffer.allocate(8).putInt(MARK).putInt(i).array());
              return new SettlementIntent(
                  Keccak.hash(data.toArray()), new DealKey(Hash32.ZERO), TARGET, data);
            });
  }

  /** Gives the signer more than all its transactions cost; the node is Anvil. */
  static void fund(URI node) throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      ask(
          client,
          node,
          "anvil_setBalance",
          "\"%s\",\"0x%x\"".formatted(SIGNER.address(), 1L << 62));
    }
  }

  /** How many transactions of the signer are in blocks. */
  static long transactions(URI node) throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return Long.decode(
          ask(
                  client,
                  node,
                  "eth_getTransactionCount",
                  "\"%s\",\"latest\"".formatted(SIGNER.address()))
              .asText());
    }
  }

  /** Reads every block of a chain. */
  static SettledIntents on(URI node, int count) throws InterruptedException {
    int[] times = new int[count];
    int others = 0;
    try (HttpClient client = HttpClient.newHttpClient()) {
      long head = Long.decode(ask(client, node, "eth_blockNumber", "").asText());
      for (long number = 0; number <= head; number++) {
        JsonNode block =
            ask(client, node, "eth_getBlockByNumber", "\"0x%x\",true".formatted(number));
        for (JsonNode transaction : block.required("transactions")) {
          if (SIGNER.address().equals(Address.fromHex(transaction.required("from").asText()))) {
            if (TARGET.equals(Address.fromHex(transaction.required("to").asText()))) {
              byte[] data = Bytes.fromHex(transaction.required("input").asText()).toArray();
              times[ByteBuffer.wrap(data).getInt(Integer.BYTES)]++;
            } else {
              others++;
            }
          }
        }
      }
    }
    return new SettledIntents(
        (int) IntStream.of(times).filter(n -> n == 0).count(),
        (int) IntStream.of(times).filter(n -> n > 1).count(),
        others);
  }

  private static JsonNode ask(HttpClient client, URI node, String method, String params)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(node)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
                        .formatted(method, params)))
            .build();
    try {
      return new ObjectMapper()
          .readTree(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body())
          .required("result");
    } catch (IOException e) {
      throw new BenchFault("expected the node to answer " + method, e);
    }
  }
}
