package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What {@code lilypad bench} prints in the end. */
public final class BenchTable {

  private static final String LINE = "%-24s %14s %-12s %-38s %14s %7s %8s %s%n";

  private BenchTable() {}

  /** A table for people; a goal that is missed says so. */
  public static void print(List<BenchRow> rows, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        LINE,
        "metric",
        "ours",
        "unit",
        "reference",
        "reference's",
        "ratio",
        "goal",
        "");
    for (BenchRow row : rows) {
      out.printf(
          Locale.ROOT,
          LINE,
          row.metric(),
          text("%,.0f", row.value()),
          row.unit(),
          row.reference(),
          text("%,.0f", row.referenceValue()),
          text("%.2f", Math.floor(row.ratio() * 100) / 100),
          goal(row),
          row.met() ? "met" : "MISSED");
    }
    out.flush();
  }

  private static String goal(BenchRow row) {
    return switch (row.bound()) {
      case LEAST_RATIO -> text(">= %.2f", row.goal());
      case MOST_VALUE -> text("<= %,.0f", row.goal());
    };
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** One array and nothing else. */
  public static String json(List<BenchRow> rows) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    rows.forEach(row -> all.add(row.json()));
    return all.toPrettyString();
  }
}
