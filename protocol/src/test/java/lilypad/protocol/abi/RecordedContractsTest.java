package lilypad.protocol.abi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import lilypad.protocol.Bytes;
import lilypad.protocol.RecordedTrace;
import org.junit.jupiter.api.Test;

class RecordedContractsTest {

  @Test
  void theFoldAnswersEveryRecordedCallOfADealByteByByte() {
    int compared = 0;
    for (JsonNode call : RecordedTrace.get("calls")) {
      LilypadCall view = LilypadCall.decode(Bytes.fromHex(call.required("input").asText()));
      RecordedContracts contracts =
          RecordedContracts.at(RecordedTrace.number(call.required("block")));
      var answer = contracts.answer(view);
      if (answer.isPresent()) {
        assertThat(answer.get())
            .as("%s in flow %s", call.required("call"), call.required("flow"))
            .isEqualTo(Bytes.fromHex(call.required("output").asText()));
        compared++;
      }
    }
    assertThat(compared).as("all but the two of the users contract").isEqualTo(132);
  }
}
