package lilypad.protocol.settle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import lilypad.protocol.Bytes;
import lilypad.protocol.RecordedTrace;
import lilypad.protocol.abi.RevertReason;
import lilypad.protocol.abi.Selector;
import org.junit.jupiter.api.Test;

class RefusalTest {

  private static final Set<String> VERDICTS =
      Set.of("mediationAcceptResult", "mediationRejectResult");

  @Test
  void everyVerdictThatRevertedInTheRecordingIsUnderstood() {
    Map<Refusal, Integer> seen = new EnumMap<>(Refusal.class);
    for (JsonNode step : RecordedTrace.callSteps()) {
      String function = step.required("call").asText().replaceFirst(".*\\.", "");
      if (step.has("revertData") && VERDICTS.contains(function)) {
        Bytes data = Bytes.fromHex(step.required("revertData").asText());
        Refusal refusal = Refusal.of(data, "the data counts");
        assertThat(refusal)
            .as(step.required("flow").asText())
            .isEqualTo(inWords(step.required("revertReason").asText()));
        seen.merge(refusal, 1, Integer::sum);
      }
    }
    assertThat(seen)
        .containsOnlyKeys(
            Refusal.DECIDED,
            Refusal.NOT_OURS,
            Refusal.WRONG_CONTRACT,
            Refusal.NOT_DRAWN,
            Refusal.ESCROW_SHORT,
            Refusal.TOKEN_PAUSED);
    assertThat(seen.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(24);
  }

  /** The table of the protocol's description, written down a second time. */
  private static Refusal inWords(String reason) {
    return switch (reason) {
      case "Only mediation", "ControllerOwnable: Only the controller can call this method" ->
          Refusal.WRONG_CONTRACT;
      case "mediator cannot be 0x0" -> Refusal.NOT_DRAWN;
      case "tx.origin must be the mediator" -> Refusal.NOT_OURS;
      case "ResultsChecked" -> Refusal.DECIDED;
      case "LilypadToken: not enough funds in escrow" -> Refusal.ESCROW_SHORT;
      case "ERC20Pausable: token transfer while paused" -> Refusal.TOKEN_PAUSED;
      default -> throw new AssertionError("not in the table: " + reason);
    };
  }

  @Test
  void aNodeThatPassesReasonsOnAsTextOnlyIsUnderstoodToo() {
    assertThat(Refusal.of(Bytes.EMPTY, "execution reverted: ResultsChecked"))
        .isEqualTo(Refusal.DECIDED);
    assertThat(Refusal.of(Bytes.EMPTY, "ERC20Pausable: token transfer while paused"))
        .isEqualTo(Refusal.TOKEN_PAUSED);
  }

  @Test
  void whatTheGuardSaysIsUnderstood() {
    assertThat(Refusal.of(error("ClaimDiffers(bytes32,bytes32)"), ""))
        .isEqualTo(Refusal.CLAIM_DIFFERS);
    assertThat(Refusal.of(error("CheckTimeDiffers(uint256,uint256)"), ""))
        .isEqualTo(Refusal.CHECK_DIFFERS);
  }

  @Test
  void whatIsSaidToAWatchmanIsUnderstood() {
    assertThat(Refusal.of(new RevertReason.Message("ResultsSubmitted")))
        .isEqualTo(Refusal.CHECK_CLOSED);
    assertThat(Refusal.of(new RevertReason.Message("Too late for the watchman")))
        .isEqualTo(Refusal.CHECK_CLOSED);
    assertThat(Refusal.of(new RevertReason.Message("Only watchman")))
        .isEqualTo(Refusal.NOT_WATCHMAN);
    assertThat(Refusal.of(new RevertReason.Message("LilypadPayments: Insufficient balance")))
        .isEqualTo(Refusal.FEE_SHORT);
    assertThat(Refusal.of(error("SubmissionTimeDiffers(uint256,uint256)"), ""))
        .isEqualTo(Refusal.CLAIM_DIFFERS);
  }

  @Test
  void aReasonThatNobodyForesawIsTriedAgain() {
    for (Refusal refusal :
        new Refusal[] {
          Refusal.of(Bytes.EMPTY, "execution reverted"),
          Refusal.of(error("Strange()"), "ResultsChecked"),
          Refusal.of(new RevertReason.Message("resultschecked"))
        }) {
      assertThat(refusal).isEqualTo(Refusal.UNKNOWN);
      assertThat(refusal.retryable()).isTrue();
    }
  }

  private static Bytes error(String signature) {
    return Bytes.fromHex(Selector.of(signature).digits() + "00".repeat(64));
  }
}
