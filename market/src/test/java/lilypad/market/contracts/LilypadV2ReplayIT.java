package lilypad.market.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.file.Path;
import lilypad.chain.anvil.Anvil;
import lilypad.chain.anvil.AnvilSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The double of Lilypad v2's contracts does what Lilypad's own contracts were recorded to do: all
 * 40 flows, transaction by transaction, on a real EVM.
 */
class LilypadV2ReplayIT {

  @TempDir static Path folder;
  private static ReplayedV2.Played played;

  @BeforeAll
  static void replay() throws Exception {
    AnvilSettings settings =
        new AnvilSettings(
            Anvil.binary(Anvil.projectRoot()), folder.resolve("anvil.log"), 412346, 0, 1, 0);
    try (Anvil anvil = Anvil.start(settings);
        HttpClient http = HttpClient.newHttpClient()) {
      played = new ReplayedV2(RecordedV2.read(), anvil.url(), http).play();
    }
  }

  @Test
  void everyTransactionSucceedsOrFailsAsRecorded() {
    assertThat(played.statuses()).isEmpty();
    assertThat(played.steps()).as("254 but for 7 of contracts that are left out").isEqualTo(247);
  }

  @Test
  void everyRefusalBeginsInTheRecordedCallWithTheRecordedReason() {
    assertThat(played.refused()).isEmpty();
    assertThat(played.refusals()).isEqualTo(76);
  }

  @Test
  void everyReceiptHoldsTheRecordedLogsInTheirOrder() {
    assertThat(played.receipts()).isEmpty();
    assertThat(played.logs()).isEqualTo(701);
  }

  @Test
  void everyReadAnswersAsRecorded() {
    assertThat(played.answers()).isEmpty();
    assertThat(played.reads()).isEqualTo(134);
  }

  @Test
  void everyFlowFindsAndLeavesTheRecordedBalances() {
    assertThat(played.balances()).isEmpty();
    assertThat(played.flows()).as("39 flows, before and after").isEqualTo(78);
  }
}
