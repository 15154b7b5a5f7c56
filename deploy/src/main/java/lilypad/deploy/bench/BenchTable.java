package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What {@code lilypad bench} prints in the end. */
public final class BenchTable {

  private static final String LINE = "%-58s %12s %-10s %-34s %12s %7s %14s %s%n";

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
          number(row.value()),
          row.unit(),
          row.reference().map(BenchRow.Reference::name).orElse(""),
          row.reference().map(reference -> number(reference.value())).orElse(""),
          row.ratio().map(ratio -> text("%.2f", Math.floor(ratio * 100) / 100)).orElse(""),
          row.goal().text(),
          mark(row));
    }
    out.flush();
  }

  private static String mark(BenchRow row) {
    if (row.goal() instanceof BenchRow.Goal.Shown) {
      return "";
    }
    return row.met() ? "met" : "MISSED";
  }

  /** Small ones with what makes the difference. */
  private static String number(double value) {
    return text(value != Math.rint(value) && Math.abs(value) < 100 ? "%.2f" : "%,.0f", value);
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
