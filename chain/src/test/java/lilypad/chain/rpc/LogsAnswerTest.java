package lilypad.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.RecordedTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogsAnswerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LOG =
      """
      {"address":"0x00000000000000000000000000000000000000aa","topics":["0x%1$s"],"data":"0x0102",\
      "blockHash":"0x%1$s","blockNumber":"0x5","transactionHash":"0x%1$s","logIndex":"0x0",\
      "removed":false}\
      """
          .formatted("0b".repeat(32));

  private static List<ChainLog> read(String body) {
    return LogsAnswer.read(body.getBytes(StandardCharsets.UTF_8), 7);
  }

  private static String answer(String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":" + result + "}";
  }

  @Test
  void recordedAnswersBecomeTheirLogs() throws IOException {
    JsonNode recorded = RecordedTrace.get("getLogs");
    List<ChainLog> expected = new ArrayList<>();
    recorded.forEach(log -> expected.add(RecordedTrace.log(log)));

    assertThat(read(answer(recorded.toString()))).isEqualTo(expected).hasSize(405);
    assertThat(read(answer(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(recorded))))
        .isEqualTo(expected);
  }

  @Test
  void whatComesAgainIsMadeOnce() {
    List<ChainLog> logs =
        read(
            answer(
                "["
                    + LOG
                    + ","
                    + LOG.replace("\"logIndex\":\"0x0\"", "\"logIndex\":\"0x1\"")
                    + "]"));

    assertThat(logs.get(1).address()).isSameAs(logs.get(0).address());
    assertThat(logs.get(1).blockHash()).isSameAs(logs.get(0).blockHash());
    assertThat(logs.get(1).transactionHash()).isSameAs(logs.get(0).transactionHash());
    assertThat(logs.get(1).topics().getFirst()).isSameAs(logs.get(0).topics().getFirst());
  }

  private static String log(int block, int transaction, int index) {
    return LOG.replace("\"blockNumber\":\"0x5\"", "\"blockNumber\":\"0x" + block + "\"")
        .replace(
            "\"logIndex\":\"0x0\"",
            "\"transactionIndex\":\"0x" + transaction + "\",\"logIndex\":\"0x" + index + "\"");
  }

  private static List<Integer> positions(String... logs) {
    return read(answer("[" + String.join(",", logs) + "]")).stream()
        .map(ChainLog::logIndex)
        .toList();
  }

  @Test
  void indicesThatStartAgainWithEachTransactionArePositionsInTheBlock() {
    assertThat(positions(log(5, 0, 0), log(5, 0, 1), log(5, 3, 0), log(5, 4, 2), log(6, 1, 4)))
        .containsExactly(0, 1, 2, 3, 4);
    assertThat(positions(log(5, 0, 3), log(5, 3, 3))).containsExactly(0, 1);
    assertThat(positions(log(5, 2, 4), log(6, 0, 1), log(6, 1, 1), log(7, 0, 9)))
        .as("only where they start again")
        .containsExactly(4, 0, 1, 9);
  }

  @Test
  void logsOutOfOrderAreNotTakenForIndicesThatStartAgain() {
    for (String[] logs :
        new String[][] {
          {log(5, 3, 4), log(5, 1, 0)},
          {log(5, 3, 4), log(5, 3, 4)},
          {log(5, 3, 4), log(5, 3, 0)},
          {log(6, 0, 0), log(5, 1, 0)},
          {log(5, 1, 0), log(5, 2, 0), log(5, 1, 1)},
          {LOG, LOG}
        }) {
      assertThatThrownBy(() -> positions(logs))
          .isInstanceOf(RpcMalformed.class)
          .hasMessageContaining("a log after position");
    }
  }

  @Test
  void valuesThatOnlyLookAlikeAreToldApart() {
    ArrayNode all = JSON.createArrayNode();
    List<Hash32> expected = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[32];
      bytes[random.nextInt(32)] = (byte) random.nextInt(256);
      Hash32 hash = Hash32.of(bytes);
      expected.add(hash);
      all.add(
          JSON.createObjectNode()
              .put("address", Address.ZERO.toString())
              .put("data", "0x")
              .put("blockHash", hash.toString())
              .put("blockNumber", "0x" + Integer.toHexString(i))
              .put("transactionHash", hash.toString().toUpperCase(Locale.ROOT).replace("0X", "0x"))
              .put("logIndex", "0x0"));
    }

    List<ChainLog> logs = read(answer(all.toString()));

    assertThat(logs.stream().map(ChainLog::blockHash)).isEqualTo(expected);
    assertThat(logs.stream().map(ChainLog::transactionHash)).isEqualTo(expected);
  }

  @Test
  void membersInAnyOrderUnknownOnesSpacesAndEscapesChangeNothing() {
    List<ChainLog> plain = read(answer("[" + LOG + "]"));
    assertThat(plain)
        .containsExactly(
            new ChainLog(
                Address.fromHex("00000000000000000000000000000000000000aa"),
                List.of(Hash32.fromHex("0b".repeat(32))),
                Bytes.fromHex("0102"),
                Hash32.fromHex("0b".repeat(32)),
                5,
                Hash32.fromHex("0b".repeat(32)),
                0));
    String odd =
        LOG.replace("\"data\":\"0x0102\",", "")
            .replace(
                "\"removed\"",
                "\"x\\u0022\\\"}\" : [1, -2.5e3, {\"data\":\"0x\", \"y\":[]}, true, null,"
                    + " \"]\\\\\"],\"z\":12, \"d\\u0061ta\" \t: \"\\u0030x01\\u00302\" ,"
                    + " \"Größe\":\"ä\",\n"
                    + "\"removed\"");

    assertThat(
            read(" { \"result\" : [ " + odd + " ] , \"extra\":{}, \"error\":null,\r\n\"id\":7 } "))
        .isEqualTo(plain);
  }

  @Test
  void noLogsAreNoLogs() {
    assertThat(read(answer("[]"))).isEmpty();
    assertThat(read(answer("[ ]"))).isEmpty();
  }

  @Test
  void topicsMayBeMissingAndAreAtMostFour() {
    String topic = "\"0x" + "0b".repeat(32) + "\"";
    assertThat(read(answer("[" + LOG.replace("[" + topic + "]", "null") + "]")).getFirst().topics())
        .isEmpty();
    for (int count = 0; count <= 4; count++) {
      String topics = String.join(",", Collections.nCopies(count, topic));
      assertThat(
              read(answer("[" + LOG.replace("[" + topic, "[" + topics) + "]")).getFirst().topics())
          .hasSize(count);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"removed\":false          | \"removed\":true             | a log of a canonical block,"
            + " got a removed one",
        "\"removed\":false          | \"removed\":\"no\"           | true or false for a log's"
            + " removal, got \"no\"",
        "\"blockNumber\":\"0x5\"    | \"blockNumber\":5            | a hex quantity for a log's"
            + " block number, got 5",
        "\"blockNumber\":\"0x5\"    | \"blockNumber\":null         | a hex quantity for a log's"
            + " block number, got null",
        "\"blockNumber\":\"0x5\"    | \"blockNumber\":\"0x\"       | a hex quantity for a log's"
            + " block number, got 0x",
        "\"blockNumber\":\"0x5\"    | \"blockNumber\":\"5\"        | a hex quantity for a log's"
            + " block number, got 5",
        "\"blockNumber\":\"0x5\"    | \"blockNumber\":\"0x5g\"     | a hex quantity for a log's"
            + " block number, got 0x5g",
        "\"blockNumber\":\"0x5\"    | \"blockNumber\":\"0x8000000000000000\" | below 2^63 for a"
            + " log's block number",
        "\"blockNumber\":\"0x5\"    | \"other\":1                  | a log's block number and"
            + " position, got none",
        "\"logIndex\":\"0x0\"       | \"logIndex\":\"0x80000000\"  | a position below 2^31, got"
            + " 2147483648",
        "\"data\":\"0x0102\"        | \"data\":\"0102\"            | hex bytes for a log's data,"
            + " got 0102",
        "\"data\":\"0x0102\"        | \"data\":\"0x010\"           | hex bytes for a log's data,"
            + " got 0x010",
        "\"data\":\"0x0102\"        | \"data\":\"0x01zz\"          | hex bytes for a log's data,"
            + " got 0x01zz",
        "\"data\":\"0x0102\"        | \"data\":{\"a\":1}           | hex bytes for a log's data,"
            + " got {\"a\":1}",
        "\"data\":\"0x0102\"        | \"date\":\"0x0102\"          | a log's data, got none",
        "00aa\",                    | 00\",                        | 20 bytes for a log's address,"
            + " got 0x",
        "00aa\",                    | 00ag\",                      | hex bytes for a log's address,"
            + " got 0x",
        "00aa\",                    | 00\\\"\",                    | 20 bytes for a log's address,"
            + " got 0x",
        "[\"0x0b                    | [\"0x                        | 32 bytes for a topic, got 0x",
        "[\"0x0b                    | [null,\"0x0b                 | hex bytes for a topic, got"
            + " null",
        "[\"0x0b                    | [[],\"0x0b                   | hex bytes for a topic, got []",
      })
  void aLogThatIsNoneNamesWhatWasExpectedAndWhatCame(String part, String other, String message) {
    String log = LOG.replace(part, other);
    assertThat(log).isNotEqualTo(LOG);

    assertThatThrownBy(() -> read(answer("[" + log + "]")))
        .isInstanceOf(RpcMalformed.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\":7,\"result\":null}               | an array of logs, got null",
        "{\"id\":7}                               | an array of logs, got null",
        "{\"id\":7,\"result\":{}}                 | an array of logs, got {}",
        "{\"id\":7,\"result\":\"0x\"}             | an array of logs, got \"0x\"",
        "{\"id\":7,\"result\":[\"0x01\"]}         | a log, got \"0x01\"",
        "{\"id\":7,\"result\":[null]}             | a log, got null",
        "{\"id\":8,\"result\":[]}                 | with id 7, got one with id 8",
        "{\"id\":\"7\",\"result\":[]}             | an answer to eth_getLogs, got",
        "{\"result\":[]}                          | an answer to eth_getLogs, got",
        "[]                                       | an answer to eth_getLogs, got []",
        "<html>busy</html>                        | an answer to eth_getLogs, got <html>",
        "{\"id\":7,\"result\":[],}                | a JSON answer",
        "{\"id\":7,\"result\":[] \"a\":1}         | a JSON answer",
        "{\"id\":7,\"result\":[,]}                | a log, got",
        "{\"id\":7,\"a\":01,\"result\":[]}        | a JSON answer",
        "{\"id\":7,\"a\":nil,\"result\":[]}       | a JSON answer",
        "{\"id\":7,\"a\":\"\\x\",\"result\":[]}   | a JSON answer",
        "{\"id\":7,\"a\":[1 2],\"result\":[]}     | a JSON answer",
      })
  void anAnswerThatIsNoneIsMalformed(String body, String message) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(RpcMalformed.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":7,\"error\":{\"code\":-32005,\"message\":\"slow down\",\"data\":\"0x0102\"}}",
        "{\"error\":{\"code\":-32005,\"message\":\"slow"
            + " down\",\"data\":{\"data\":\"0x0102\"}},\"id\":null}",
        "{\"id\":7,\"result\":null,\"error\":{\"code\":-32005,\"message\":\"slow"
            + " down\",\"data\":\"0x0102\"}}",
      })
  void anErrorObjectIsRefusedWithCodeTextAndData(String body) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            RpcRefused.class,
            refused -> {
              assertThat(refused.method()).isEqualTo("eth_getLogs");
              assertThat(refused.code()).isEqualTo(-32005);
              assertThat(refused.text()).isEqualTo("slow down");
              assertThat(refused.data()).isEqualTo(Bytes.fromHex("0102"));
            });
  }

  @Test
  void anAnswerThatEndsTooSoonIsMalformedWhereverItEnds() {
    byte[] whole = answer("[" + LOG + "]").getBytes(StandardCharsets.UTF_8);
    for (int end = 0; end < whole.length; end++) {
      byte[] part = Arrays.copyOf(whole, end);
      assertThat(catchThrowable(() -> LogsAnswer.read(part, 7)))
          .as("cut off at %d", end)
          .isInstanceOf(RpcMalformed.class);
    }
  }

  @Test
  void whatIsNoJsonIsNeverTakenForLogs() {
    Random random = new Random(20_261_126);
    byte[] whole =
        answer(
                "["
                    + LOG
                    + ","
                    + LOG.replace("\"logIndex\":\"0x0\"", "\"logIndex\":\"0x1\",\"x\":[1,{}]")
                    + "]")
            .getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int i = 0; i < 4_000; i++) {
      byte[] body = whole.clone();
      for (int change = random.nextInt(2); change >= 0; change--) {
        body[random.nextInt(body.length)] =
            (byte)
                (random.nextInt(4) == 0
                    ? random.nextInt(256)
                    : "\"\\{}[],:0x n\u0001".charAt(random.nextInt(13)));
      }
      Throwable fault = catchThrowable(() -> LogsAnswer.read(body, 7));
      String shown = new String(body, StandardCharsets.UTF_8);
      if (!isJson(body)) {
        assertThat(fault).as(shown).isInstanceOf(RpcMalformed.class);
        refused++;
      } else if (fault != null) {
        assertThat(fault).as(shown).isInstanceOf(RpcFault.class);
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  private static boolean isJson(byte[] body) {
    try {
      return JSON.readTree(body) != null;
    } catch (IOException e) {
      return false;
    }
  }
}
