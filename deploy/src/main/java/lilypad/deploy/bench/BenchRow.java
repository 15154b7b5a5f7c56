package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One measured number beside the one it is compared with.
 *
 * @param bench the benchmark
 * @param metric what was measured
 * @param value ours
 * @param unit of both values
 * @param reference what ours is compared with
 * @param referenceValue its value in the same run
 * @param goal the least ratio of ours to the reference that is wanted
 */
public record BenchRow(
    String bench,
    String metric,
    double value,
    String unit,
    String reference,
    double referenceValue,
    double goal) {

  /** Ours over the reference. */
  public double ratio() {
    return value / referenceValue;
  }

  /** Whether the goal is reached. */
  public boolean met() {
    return ratio() >= goal;
  }

  /** For a machine; numbers are cut to what was measured, not rounded up to a goal. */
  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("bench", bench)
        .put("metric", metric)
        .put("value", cut(value))
        .put("unit", unit)
        .put("reference", reference)
        .put("referenceValue", cut(referenceValue))
        .put("ratio", cut(ratio()))
        .put("goal", goal)
        .put("met", met());
  }

  private static double cut(double value) {
    return Math.floor(value * 1_000) / 1_000;
  }
}
