package lilypad.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTableTest {

  private static final BenchRow MET =
      new BenchRow("intake", "reading", 400_000, "logs/cpu-s", "theirs", 100_000, 4.0);
  private static final BenchRow MISSED =
      new BenchRow("intake", "reading", 399_999, "logs/cpu-s", "theirs", 100_000, 4.0);

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
    BenchRow met = BenchRow.atMost("restart", "following", 5_000, "ms", "empty", 1_000, 5_000);
    BenchRow missed = BenchRow.atMost("restart", "following", 5_001, "ms", "empty", 9_000, 5_000);
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
}
