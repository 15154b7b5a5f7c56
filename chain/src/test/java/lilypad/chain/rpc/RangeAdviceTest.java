package lilypad.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeoutException;
import lilypad.chain.rpc.RangeAdvice.AtMost;
import lilypad.chain.rpc.RangeAdvice.NotTheRange;
import lilypad.chain.rpc.RangeAdvice.TimedOut;
import lilypad.chain.rpc.RangeAdvice.TooMuch;
import lilypad.chain.rpc.RangeAdvice.Within;
import lilypad.protocol.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeAdviceTest {

  private static RangeAdvice advice(String words) {
    return RangeAdvice.of(new RpcRefused("eth_getLogs", -32005, words, Bytes.EMPTY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10000 | eth_getLogs is limited to a 10,000 range",
        "5     | eth_getLogs is limited to a 5 range, upgrade from discover plan",
        "1024  | eth_getLogs is limited to 1024 block range. Please check the parameter"
            + " requirements",
        "50    | eth_getLogs is limited to 0 - 50 blocks range",
        "50000 | exceed maximum block range: 50000",
        "5000  | exceed max block range: 5000",
        "800   | Max range: 800",
        "1000  | Maximum allowed number of requested blocks is 1000",
        "1000  | please limit the query to at most 1000 blocks",
        "2048  | requested too many blocks from 1 to 9000, maximum is set to 2048",
        "2880  | invalid epoch range: range between to and from blocks is too large (maximum:"
            + " 2880)",
        "10000 | ranges over 10000 blocks are not supported on freetier",
        "100000 | query exceeds max block range 100000",
        "2000  | You can make eth_getLogs requests with up to a 2K block range and no limit on the"
            + " response size",
      })
  void aNumberOfBlocksThatWorksIsUnderstood(long blocks, String words) {
    assertThat(advice(words)).isEqualTo(new AtMost(blocks));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "16 | 31 | query returned more than 10000 results. Try with this block range [0x10, 0x1f].",
        "16 | 31 | Log response size exceeded. this block range should work: [0x10, 0x1f]",
        "16 | 31 | Based on your parameters, this block range should work: [0x1f, 0x10]",
        "100 | 200 | query exceeds max results 20000, retry with the range 100-200",
        "100 | 200 | Try with this block range [100,200]",
      })
  void aRangeThatWorksIsUnderstoodInHexOrDecimalAndAlsoReversed(long from, long to, String words) {
    assertThat(advice(words)).isEqualTo(new Within(from, to));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "query returned more than 10000 results",
        "block range is too wide",
        "Block range limit exceeded.",
        "Block range is too large",
        "block range too large",
        "backend response too large",
        "logs matched by query exceeds limit of 10000",
        "query exceeds max results 20000",
        "Requested range exceeds maximum RPC range limit",
        "filter matches too many events, maximum 10000 allowed, try a more restricted filter",
        "response size exceeded the maximum",
      })
  void tooMuchWithoutANumberOfBlocksIsUnderstood(String words) {
    assertThat(advice(words)).isEqualTo(new TooMuch());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "query timeout exceeded",
        "request timed out",
        "context deadline exceeded",
        "the query took too long"
      })
  void aTimeOutIsUnderstood(String words) {
    assertThat(advice(words)).isEqualTo(new TimedOut());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "header not found",
        "unknown block",
        "invalid block range params",
        "block range extends beyond current head block",
        "BlockOutOfRangeError",
        "can't specify fromBlock/toBlock with blockHash",
        "rate limit exceeded",
        "Too Many Requests",
        "daily request count exceeded, request rate limited",
        "Your app has exceeded its compute units per second capacity",
        "no backend is currently healthy to serve traffic",
        "Unauthorized: invalid api key",
        "missing trie node",
        "the method eth_getLogs does not exist/is not available",
      })
  void whatASmallerRangeWouldNotMendIsTold(String words) {
    assertThat(advice(words)).isEqualTo(new NotTheRange());
  }

  @ParameterizedTest
  @ValueSource(strings = {"internal error", "limit exceeded", "no message", ""})
  void ofTheRestNothingIsConcludedWhateverTheCode(String words) {
    assertThat(advice(words)).isEqualTo(new RangeAdvice.Unclear());
  }

  @Test
  void anUnusableAnswerIsAboutTheRangeIfItWasTooSlowOrTooLong() {
    assertThat(unavailable(new TimeoutException())).isEqualTo(new TimedOut());
    assertThat(unavailable(new HttpTimeoutException("late"))).isEqualTo(new TimedOut());
    assertThat(unavailable(new HttpStatus(504))).isEqualTo(new TimedOut());
    assertThat(unavailable(new LimitedBody.TooLong(10))).isEqualTo(new TooMuch());
    assertThat(unavailable(new HttpStatus(413))).isEqualTo(new TooMuch());
    assertThat(unavailable(new HttpConnectTimeoutException("down"))).isEqualTo(new NotTheRange());
    assertThat(unavailable(new HttpStatus(503))).isEqualTo(new NotTheRange());
    assertThat(RangeAdvice.of(new RpcUnavailable("http://node", "refused")))
        .isEqualTo(new NotTheRange());
    assertThat(RangeAdvice.of(new RpcMalformed("logs", "none"))).isEqualTo(new NotTheRange());
  }

  private static RangeAdvice unavailable(Throwable cause) {
    return RangeAdvice.of(new RpcUnavailable("http://node", "no answer", cause));
  }
}
