package lilypad.protocol.rules;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;

/**
 * What is known of one subject from checks of it: for each way to fail, how often it was looked at
 * and how often it failed. Old evidence counts less. What it is worth is a bound, not a quotient:
 * ten clean checks prove little ({@link ErrorBound}).
 *
 * @param period the last period of chain time that was taken into account
 * @param records of the ways that were looked at
 */
public record Reputation(long period, SortedMap<Dimension, Evidence> records) {

  /** Nothing known. */
  public static final Reputation UNKNOWN = new Reputation(0, new TreeMap<>());

  /** An observation counts as this much. */
  public static final long ONE_CHECK = 1_000_000L;

  public Reputation {
    records = Collections.unmodifiableSortedMap(new TreeMap<>(records));
  }

  /**
   * Whom evidence is about: another runtime is another subject, for its answers say nothing about
   * those of the first.
   *
   * @param node a verifier, or a provider
   * @param runtime what it runs jobs with; zero where that is not known
   */
  public record Subject(Address node, Hash32 runtime) implements Comparable<Subject> {
    @Override
    public int compareTo(Subject other) {
      int byNode = node.compareTo(other.node);
      return byNode != 0 ? byNode : runtime.compareTo(other.runtime);
    }
  }

  /** The ways to fail. They are kept apart: who is slow does not lie. */
  public enum Dimension {
    /** Its answer was not the one that stood in the end. */
    WRONG,
    /** Asked, and neither committed nor abstained in time. */
    NO_SHOW,
    /** Committed and did not reveal, or revealed what it had not committed to. */
    WITHHELD,
    /** Its evidence of having run the job was missing or contradicted. */
    UNPROVEN,
    /** Its answer came after the deadline. */
    SLOW,
    /** Its own repeated runs of a job that is declared deterministic differed. */
    NONDETERMINISTIC,
    /** It had no answer, for reasons of its own. */
    ABSTAINED
  }

  /** What one look at one way to fail showed. */
  public record Mark(Dimension dimension, boolean fault) {}

  /**
   * How often it was looked at one way to fail, in millionths of an observation.
   *
   * @param checks at least {@code faults}
   */
  public record Evidence(long checks, long faults) {

    /** Nothing seen. */
    public static final Evidence NONE = new Evidence(0, 0);

    /**
     * @throws MalformedValue if there are more faults than checks
     */
    public Evidence {
      if (faults < 0 || faults > checks) {
        throw new MalformedValue("from 0 to " + checks + " faults", Long.toString(faults));
      }
    }

    /** How often it fails at most, but for a probability of {@code delta}. */
    public Probability upperBound(Probability delta) {
      return ErrorBound.upper((double) checks / ONE_CHECK, (double) faults / ONE_CHECK, delta);
    }

    private Evidence plus(boolean fault) {
      return new Evidence(checks + ONE_CHECK, faults + (fault ? ONE_CHECK : 0));
    }

    private Evidence aged(Decay decay) {
      long faulty = decay.apply(faults);
      return new Evidence(decay.apply(checks - faults) + faulty, faulty);
    }
  }

  /**
   * How evidence ages: in steps, so that it does not matter how often somebody looks.
   *
   * @param period seconds of chain time of a step
   * @param kept what is left of it after a step, rounded down: at most 0.99, or 1 for no aging
   */
  public record Decay(long period, Probability kept) {

    private static final Probability MOST = Probability.of("0.99");

    /** Nothing ages. */
    public static final Decay NONE = new Decay(Long.MAX_VALUE, Probability.ONE);

    /**
     * @throws MalformedValue if the period is not positive, or so much is kept that a step is none
     */
    public Decay {
      if (period <= 0 || (kept.compareTo(MOST) > 0 && !kept.equals(Probability.ONE))) {
        throw new MalformedValue(
            "a positive period and at most " + MOST + " kept, or all", period + ", " + kept);
      }
    }

    private long apply(long amount) {
      long whole = amount / Probability.WHOLE;
      long rest = amount % Probability.WHOLE;
      return whole * kept.billionths() + rest * kept.billionths() / Probability.WHOLE;
    }
  }

  /**
   * The reputation with one more observation.
   *
   * @param at chain time in seconds
   */
  public Reputation after(Dimension dimension, boolean fault, long at, Decay decay) {
    Reputation now = at(at, decay);
    SortedMap<Dimension, Evidence> all = new TreeMap<>(now.records);
    all.put(dimension, now.evidence(dimension).plus(fault));
    return new Reputation(now.period, all);
  }

  /** The reputation at a chain time in seconds; an earlier one than was known ages nothing. */
  public Reputation at(long time, Decay decay) {
    long now = Math.max(period, Math.floorDiv(time, decay.period()));
    if (records.isEmpty() || now == period || decay.kept().equals(Probability.ONE)) {
      return new Reputation(now, records);
    }
    SortedMap<Dimension, Evidence> aged = new TreeMap<>();
    for (Map.Entry<Dimension, Evidence> entry : records.entrySet()) {
      Evidence evidence = entry.getValue();
      for (long step = period; step < now && !evidence.equals(Evidence.NONE); step++) {
        evidence = evidence.aged(decay);
      }
      if (!evidence.equals(Evidence.NONE)) {
        aged.put(entry.getKey(), evidence);
      }
    }
    return new Reputation(now, aged);
  }

  /** What was seen of one way to fail. */
  public Evidence evidence(Dimension dimension) {
    return records.getOrDefault(dimension, Evidence.NONE);
  }
}
