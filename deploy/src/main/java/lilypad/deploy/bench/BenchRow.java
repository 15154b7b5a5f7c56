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
 * @param goal what is wanted
 * @param bound of what the goal is the bound
 */
public record BenchRow(
    String bench,
    String metric,
    double value,
    String unit,
    String reference,
    double referenceValue,
    double goal,
    Bound bound) {

  /** What a goal bounds. */
  public enum Bound {
    /** The ratio of ours to the reference is to be at least so much. */
    LEAST_RATIO,
    /** Our value is to be at most so much. */
    MOST_VALUE
  }

  /** A row whose goal is the least ratio of ours to the reference. */
  public BenchRow(
      String bench,
      String metric,
      double value,
      String unit,
      String reference,
      double referenceValue,
      double goal) {
    this(bench, metric, value, unit, reference, referenceValue, goal, Bound.LEAST_RATIO);
  }

  /** A row whose goal is the most that our value may be. */
  public static BenchRow atMost(
      String bench,
      String metric,
      double value,
      String unit,
      String reference,
      double referenceValue,
      double goal) {
    return new BenchRow(
        bench, metric, value, unit, reference, referenceValue, goal, Bound.MOST_VALUE);
  }

  /** Ours over the reference. */
  public double ratio() {
    return value / referenceValue;
  }

  /** Whether the goal is reached. */
  public boolean met() {
    return switch (bound) {
      case LEAST_RATIO -> ratio() >= goal;
      case MOST_VALUE -> value <= goal;
    };
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
