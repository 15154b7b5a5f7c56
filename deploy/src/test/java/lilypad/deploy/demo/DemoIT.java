package lilypad.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import lilypad.mediator.JournalKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as the command line runs it: real chain, real processes, real jobs. */
class DemoIT {

  private static final List<String> KEYS =
      List.of(
          "scenario",
          "dealId",
          "module",
          "claimedDataId",
          "votes",
          "verdict",
          "expected",
          "difference",
          "chainState",
          "txHash",
          "moneyMoved",
          "checkedToVerdictMillis",
          "ok");

  @TempDir private Path folder = Path.of("");

  @Test
  void faultsBetweenMediatorAndChainChangeNothingAndAreCounted() throws Exception {
    StringWriter seen = new StringWriter();
    PrintWriter out = new PrintWriter(seen);
    boolean ok;
    try (DemoRun run =
        DemoRun.open(folder, false, Optional.of(7L), JournalKind.EMBEDDED, out, out)) {
      ok = run.play(EnumSet.of(ScenarioName.HONEST));
    }

    assertThat(ok).as(seen.toString()).isTrue();
    assertThat(seen.toString())
        .containsPattern("chaos with seed 7: [1-9]\\d* faults in \\d+ exchanges: ");
    assertThat(folder.resolve("usual").resolve("chaos.log")).isNotEmptyFile();
  }

  @Test
  void everyScenarioHoldsOnTheChainAndNoProcessStays() throws Exception {
    StringWriter seen = new StringWriter();
    PrintWriter out = new PrintWriter(seen);
    JsonNode rows;
    boolean ok;
    List<ProcessHandle> started = new ArrayList<>();
    try (DemoRun run =
        DemoRun.open(folder, false, Optional.empty(), JournalKind.EMBEDDED, out, out)) {
      started.addAll(ProcessHandle.current().descendants().toList());
      ok = run.play(EnumSet.allOf(ScenarioName.class));
      rows = new ObjectMapper().readTree(run.json());
      started.addAll(ProcessHandle.current().descendants().toList());
    }

    assertThat(ok).as(seen.toString()).isTrue();
    assertThat(rows).hasSize(ScenarioName.values().length);
    for (JsonNode row : rows) {
      List<String> keys = new ArrayList<>();
      row.fieldNames().forEachRemaining(keys::add);
      assertThat(keys).containsExactlyElementsOf(KEYS);
      assertThat(row.path("ok").asBoolean()).isTrue();
      assertThat(row.path("verdict")).isEqualTo(row.path("expected"));
    }
    assertThat(started).isNotEmpty().noneMatch(ProcessHandle::isAlive);
  }
}
