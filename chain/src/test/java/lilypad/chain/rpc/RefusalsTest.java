package lilypad.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import lilypad.protocol.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {

  private static RpcRefused refusal(int code, String text) {
    return new RpcRefused("method", code, text, Bytes.EMPTY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AlreadyKnown | already known",
        "AlreadyKnown | transaction already imported",
        "NonceTooLow | nonce too low: next nonce 5, tx nonce 4",
        "Underpriced | replacement transaction underpriced",
        "Underpriced | max fee per gas less than block base fee",
        "InsufficientFunds | insufficient funds for gas * price + value",
        "InsufficientFunds | Insufficient funds for gas * price + value",
        "Refused | intrinsic gas too low",
      })
  void whatNodesSayToATransactionIsUnderstood(String expected, String text) {
    assertThat(Refusals.submission(refusal(-32000, text)).getClass().getSimpleName())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | unknown block",
        "true | header not found",
        "true | header for hash not found",
        "true | hash 0x01 is not currently canonical",
        "true | block not found: 0x01",
        "false | query returned more than 10000 results",
        "false | rate limited",
      })
  void anUnknownBlockIsToldFromOtherRefusals(boolean expected, String text) {
    assertThat(Refusals.isUnknownBlock(refusal(-32000, text))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | Too Many Requests",
        "true | rate limit exceeded",
        "true | daily request limit reached",
        "true | Your app has exceeded its compute units per second capacity",
        "true | no backend is currently healthy to serve traffic",
        "false | query returned more than 10000 results",
        "false | block range limit exceeded",
        "false | Requested range exceeds maximum RPC range limit",
        "false | limited to a 10000 blocks range",
        "false | execution reverted",
      })
  void beingAskedTooOftenIsToldFromBeingAskedTooMuch(boolean expected, String text) {
    assertThat(refusal(-32005, text).isOverload()).isEqualTo(expected);
  }

  @Test
  void aRevertsReasonIsReadFromItsDataAndElseFromTheMessage() {
    Bytes data =
        Bytes.fromHex(
            "08c379a0"
                + "0000000000000000000000000000000000000000000000000000000000000020"
                + "0000000000000000000000000000000000000000000000000000000000000005"
                + "7477696365000000000000000000000000000000000000000000000000000000");

    assertThat(Refusals.reverted(new RpcRefused("eth_call", 3, "execution reverted", data)))
        .contains(new Reverted(data, "twice"));
    assertThat(Refusals.reverted(refusal(-32000, "execution reverted")))
        .contains(new Reverted(Bytes.EMPTY, "execution reverted"));
    assertThat(Refusals.reverted(refusal(-32005, "rate limited"))).isEmpty();
  }
}
