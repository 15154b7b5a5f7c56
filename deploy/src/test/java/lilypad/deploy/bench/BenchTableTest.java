package lilypad.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import lilypad.deploy.bench.BenchRow.Goal.AtLeast;
import lilypad.deploy.bench.BenchRow.Goal.AtMost;
import lilypad.deploy.bench.BenchRow.Goal.RatioAtLeast;
import lilypad.deploy.bench.BenchRow.Reference;
import org.junit.jupiter.api.Test;

class BenchTableTest {

  private static final BenchRow MET =
      BenchRow.compared(
          "intake",
          "reading",
          400_000,
          "logs/cpu-s",
          new Reference("theirs", 100_000),
          new RatioAtLeast(4.0));
  private static final BenchRow MISSED =
      BenchRow.compared(
          "intake",
          "reading",
          399_999,
          "logs/cpu-s",
          new Reference("theirs", 100_000),
          new RatioAtLeast(4.0));
  private static final BenchRow LOST =
      BenchRow.alone("intake", "events lost", 1, "events", new AtMost(0));

  @Test
  void theArrayHasTheMembersThatTheDesignNames() throws IOException {
    JsonNode rows = new ObjectMapper().readTree(BenchTable.json(List.of(MET, MISSED)));

    assertThat(rows.get(0))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"bench":"intake","metric":"reading","value":400000.0,"unit":"logs/cpu-s","reference":"theirs",
                     "referenceValue":100000.0,"ratio":4.0,"goal":4.0,"met":true}\
                    """));
    assertThat(rows.get(1).get("met").asBoolean()).isFalse();
    assertThat(rows.get(1).get("ratio").asDouble()).as("not rounded up").isEqualTo(3.999);
  }

  @Test
  void aGoalMayBoundTheValueItself() {
    BenchRow met =
        BenchRow.compared(
            "restart",
            "following",
            5_000,
            "ms",
            new BenchRow.Reference("empty", 1_000),
            new AtMost(5_000));
    BenchRow missed =
        BenchRow.compared(
            "restart",
            "following",
            5_001,
            "ms",
            new BenchRow.Reference("empty", 9_000),
            new AtMost(5_000));
    assertThat(met.met()).isTrue();
    assertThat(missed.met()).isFalse();
    StringWriter out = new StringWriter();
    BenchTable.print(List.of(met, missed), new PrintWriter(out));
    assertThat(out.toString().lines().toList())
        .satisfiesExactly(
            head -> assertThat(head).contains("goal"),
            line -> assertThat(line).contains("<= 5,000").endsWith("met"),
            line -> assertThat(line).contains("<= 5,000").endsWith("MISSED"));
  }

  @Test
  void aMissedGoalIsPrintedAsMissed() {
    StringWriter out = new StringWriter();
    BenchTable.print(List.of(MET, MISSED), new PrintWriter(out));

    assertThat(out.toString().lines().toList())
        .hasSize(3)
        .satisfiesExactly(
            head -> assertThat(head).contains("metric", "ratio"),
            met -> assertThat(met).contains("400,000", ">= 4.00").endsWith("met"),
            missed -> assertThat(missed).contains("399,999", "3.99").endsWith("MISSED"));
  }

  @Test
  void whatStandsForItselfHasNoReferenceAndIsHeldAgainstItsBound() throws IOException {
    JsonNode row = new ObjectMapper().readTree(BenchTable.json(List.of(LOST))).get(0);

    assertThat(row.get("value").asDouble()).isEqualTo(1.0);
    assertThat(row.get("reference").isNull()).isTrue();
    assertThat(row.get("ratio").isNull()).isTrue();
    assertThat(row.get("goal").asDouble()).isZero();
    assertThat(row.get("met").asBoolean()).isFalse();
    assertThat(BenchRow.alone("intake", "rate", 20_000, "logs/s", new AtLeast(20_000)).met())
        .isTrue();
    assertThat(BenchRow.alone("intake", "rate", 19_999, "logs/s", new AtLeast(20_000)).met())
        .isFalse();
  }

  @Test
  void whatIsOnlyShownIsNeitherMetNorMissed() throws IOException {
    BenchRow row =
        BenchRow.alone("panel", "signatures", 12, "% of samples", new BenchRow.Goal.Shown());

    JsonNode json = new ObjectMapper().readTree(BenchTable.json(List.of(row))).get(0);
    assertThat(json.get("goal").isNull()).isTrue();
    assertThat(json.get("value").asDouble()).isEqualTo(12);
    StringWriter out = new StringWriter();
    BenchTable.print(List.of(row), new PrintWriter(out));
    assertThat(out.toString().lines().toList().getLast().strip()).endsWith("% of samples");
  }
}
