package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;

/**
 * One measured number, beside the one it is compared with if there is such a one.
 *
 * @param bench the benchmark
 * @param metric what was measured
 * @param value ours
 * @param unit of both values
 * @param reference what ours is compared with
 * @param goal what is wanted
 */
public record BenchRow(
    String bench,
    String metric,
    double value,
    String unit,
    Optional<Reference> reference,
    Goal goal) {

  /**
   * What ours is compared with.
   *
   * @param value its value in the same run
   */
  public record Reference(String name, double value) {}

  /** What is wanted of the value, or of its ratio to the reference. */
  public sealed interface Goal {

    /** What the ratio or the value is held against. */
    double bound();

    /** Whether it is reached. */
    boolean met(BenchRow row);

    /** As a table shows it. */
    String text();

    /** The least ratio of ours to the reference. */
    record RatioAtLeast(double bound) implements Goal {
      @Override
      public boolean met(BenchRow row) {
        return row.ratio().filter(ratio -> ratio >= bound).isPresent();
      }

      @Override
      public String text() {
        return String.format(Locale.ROOT, "ratio >= %.2f", bound);
      }
    }

    /** The largest ratio of ours to the reference. */
    record RatioAtMost(double bound) implements Goal {
      @Override
      public boolean met(BenchRow row) {
        return row.ratio().filter(ratio -> ratio <= bound).isPresent();
      }

      @Override
      public String text() {
        return String.format(Locale.ROOT, "ratio <= %.2f", bound);
      }
    }

    /** The least value. */
    record AtLeast(double bound) implements Goal {
      @Override
      public boolean met(BenchRow row) {
        return row.value() >= bound;
      }

      @Override
      public String text() {
        return String.format(Locale.ROOT, ">= %,.0f", bound);
      }
    }

    /** The largest value. */
    record AtMost(double bound) implements Goal {
      @Override
      public boolean met(BenchRow row) {
        return row.value() <= bound;
      }

      @Override
      public String text() {
        return String.format(Locale.ROOT, "<= %,.0f", bound);
      }
    }

    /** Nothing is wanted of it: it says where the others come from. */
    record Shown() implements Goal {
      @Override
      public double bound() {
        return Double.NaN;
      }

      @Override
      public boolean met(BenchRow row) {
        return true;
      }

      @Override
      public String text() {
        return "";
      }
    }
  }

  /** Of something that is compared with something else. */
  static BenchRow compared(
      String bench, String metric, double value, String unit, Reference reference, Goal goal) {
    return new BenchRow(bench, metric, value, unit, Optional.of(reference), goal);
  }

  /** Of something that stands for itself. */
  static BenchRow alone(String bench, String metric, double value, String unit, Goal goal) {
    return new BenchRow(bench, metric, value, unit, Optional.empty(), goal);
  }

  /** Ours over the reference. */
  public Optional<Double> ratio() {
    return reference.map(other -> value / other.value());
  }

  /** Whether the goal is reached. */
  public boolean met() {
    return goal.met(this);
  }

  /** For a machine; numbers are cut to what was measured, not rounded up to a goal. */
  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("bench", bench)
        .put("metric", metric)
        .put("value", cut(value))
        .put("unit", unit)
        .put("reference", reference.map(Reference::name).orElse(null))
        .put("referenceValue", reference.map(other -> cut(other.value())).orElse(null))
        .put("ratio", ratio().map(BenchRow::cut).orElse(null))
        .put("goal", Optional.of(goal.bound()).filter(Double::isFinite).orElse(null))
        .put("met", met());
  }

  private static Double cut(double value) {
    return Math.floor(value * 1_000) / 1_000;
  }
}
