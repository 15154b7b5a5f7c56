package lilypad.protocol.rules;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Hash32;

/**
 * From votes to a verdict. The table in {@code docs/mechanisms.md} lists the answer for every
 * multiset of votes.
 *
 * <p>Version 1 rejects where the module is declared deterministic. Version 2 wants it to name its
 * runtime besides: who runs a job on another version of the runtime gets another result in good
 * faith. For all else they answer the same.
 *
 * <p>Credibility of an answer is Sarmenta's: {@code W(r) / (1 + sum of W(h) over all answers h)}
 * with {@code W = odds^votes}, where the 1 stands for "all are wrong" (Sarmenta, CCGrid 2001; iExec
 * PoCo white paper, equation 2). It is computed in whole numbers.
 */
public final class Adjudication {

  /** The version that rules now, recorded with each verdict. */
  public static final int VERSION = 2;

  /** The fewest verifiers that make a verdict. */
  public static final int INDEPENDENT = 2;

  private static final int ENLARGED = 5;
  private static final BigInteger THOUSAND = BigInteger.valueOf(1000);

  private Adjudication() {}

  /** Applies the rule; the same tally gives the same ruling on every machine. */
  public static Ruling rule(Tally tally) {
    return rule(VERSION, tally);
  }

  /**
   * Applies a version of the rule, as it is recorded with a verdict.
   *
   * @throws IllegalArgumentException if there is none of that number
   */
  public static Ruling rule(int version, Tally tally) {
    boolean deterministic = tally.profile() == Profile.DETERMINISTIC;
    return switch (version) {
      case 1 -> rule(tally, deterministic);
      case 2 -> rule(tally, deterministic && tally.runtime().isPresent());
      default ->
          throw new IllegalArgumentException(
              "expected a version of the adjudication from 1 to " + VERSION + ", got " + version);
    };
  }

  private static Ruling rule(Tally tally, boolean mayReject) {
    Count count = Count.of(tally);
    if (tally.profile() == Profile.AMBIENT && count.nondeterministic >= INDEPENDENT) {
      return new Ruling.Decided(Verdict.NONDETERMINISTIC, 0);
    }
    if (count.heard() && count.matching >= INDEPENDENT && count.leads(count.matching)) {
      int confidence = count.credibility(count.matching);
      if (confidence >= tally.parameters().acceptAbove()) {
        return new Ruling.Decided(Verdict.ACCEPT, confidence);
      }
    }
    int against = count.largestMismatch();
    if (count.heard() && against >= INDEPENDENT && count.leads(against)) {
      int confidence = count.credibility(against);
      if (confidence >= tally.parameters().rejectAbove()) {
        return mayReject
            ? new Ruling.Decided(Verdict.REJECT, confidence)
            : new Ruling.Decided(Verdict.INCONCLUSIVE, confidence);
      }
    }
    if (count.decisive() == 0 && count.inputUnavailable >= INDEPENDENT) {
      return new Ruling.Decided(Verdict.UNAVAILABLE, 0);
    }
    int more = count.wanted();
    return tally.closing() || tally.votes().size() + more > tally.parameters().largestPanel()
        ? new Ruling.Decided(Verdict.INCONCLUSIVE, 0)
        : new Ruling.MoreVotes(more);
  }

  /** What the rule reckons with, number by number. */
  public static Working working(Tally tally) {
    Count count = Count.of(tally);
    List<Group> groups = new ArrayList<>();
    if (count.matching > 0) {
      groups.add(new Group(Optional.empty(), count.matching, count.credibility(count.matching)));
    }
    count.mismatching.forEach(
        (root, votes) -> groups.add(new Group(Optional.of(root), votes, count.credibility(votes))));
    groups.sort(Comparator.comparingInt(Group::votes).reversed());
    return new Working(groups, count.decisive(), count.dissent() ? ENLARGED : INDEPENDENT);
  }

  /**
   * On the way to a ruling.
   *
   * @param groups of equal answers, the largest first
   * @param answers of all groups
   * @param needed answers that a verdict wants which rests on one
   */
  public record Working(List<Group> groups, int answers, int needed) {
    public Working {
      groups = List.copyOf(groups);
    }
  }

  /**
   * Equal answers.
   *
   * @param other what they say; empty if that is what the claim says
   * @param votes operators that gave it
   * @param credibility in thousandths
   */
  public record Group(Optional<Hash32> other, int votes, int credibility) {}

  /** The votes, counted once for each operator. */
  private static final class Count {
    private final int odds;
    private int matching;
    private final SortedMap<Hash32, Integer> mismatching = new TreeMap<>();
    private int inputUnavailable;
    private int nondeterministic;

    private Count(int odds) {
      this.odds = odds;
    }

    static Count of(Tally tally) {
      Map<String, Optional<Vote>> byOperator = new LinkedHashMap<>();
      for (Vote vote : tally.votes()) {
        byOperator.merge(vote.operator(), Optional.of(vote), Count::sameOperator);
      }
      Count count = new Count(tally.parameters().odds());
      byOperator.values().forEach(vote -> vote.ifPresent(count::add));
      return count;
    }

    /**
     * An operator's abstention yields to its answer; an operator that contradicts itself says
     * nothing.
     */
    private static Optional<Vote> sameOperator(Optional<Vote> earlier, Optional<Vote> later) {
      if (earlier.isEmpty() || later.isEmpty()) {
        return Optional.empty();
      }
      if (later.get() instanceof Vote.Abstain) {
        return earlier;
      }
      if (earlier.get() instanceof Vote.Abstain) {
        return later;
      }
      return root(earlier.get()).equals(root(later.get())) ? earlier : Optional.empty();
    }

    private static Optional<Hash32> root(Vote vote) {
      return switch (vote) {
        case Vote.Match match -> Optional.of(match.resultRoot());
        case Vote.Mismatch mismatch -> Optional.of(mismatch.resultRoot());
        case Vote.Abstain abstain -> Optional.empty();
      };
    }

    private void add(Vote vote) {
      switch (vote) {
        case Vote.Match match -> matching++;
        case Vote.Mismatch mismatch -> mismatching.merge(mismatch.resultRoot(), 1, Integer::sum);
        case Vote.Abstain abstain -> {
          switch (abstain.reason()) {
            case INPUT_UNAVAILABLE -> inputUnavailable++;
            case NONDETERMINISTIC -> nondeterministic++;
            case RUNTIME_FAILURE,
                MODULE_UNAVAILABLE,
                MODULE_INVALID,
                UNSUPPORTED_RUNTIME,
                WALL_CLOCK,
                MEMORY,
                HOST_STACK,
                NODE_LIMIT,
                INTERNAL,
                TIMED_OUT -> {
              // Own failure is never disagreement: it adds to no side.
            }
          }
        }
      }
    }

    int decisive() {
      return matching + mismatching.values().stream().mapToInt(Integer::intValue).sum();
    }

    private boolean dissent() {
      return mismatching.size() + (matching > 0 ? 1 : 0) > 1;
    }

    /** Dissent enlarges the panel before anything else. */
    boolean heard() {
      return !dissent() || decisive() >= ENLARGED;
    }

    int largestMismatch() {
      return mismatching.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** Whether an answer with this many votes stands before every other, and alone. */
    boolean leads(int votes) {
      long asMany = mismatching.values().stream().filter(n -> n >= votes).count();
      return asMany + (matching >= votes ? 1 : 0) == 1;
    }

    int credibility(int votes) {
      BigInteger all = BigInteger.ONE;
      if (matching > 0) {
        all = all.add(weight(matching));
      }
      for (int group : mismatching.values()) {
        all = all.add(weight(group));
      }
      return weight(votes).multiply(THOUSAND).divide(all).intValue();
    }

    /** Dissent goes to the next odd panel; too few answers are filled up to two that agree. */
    int wanted() {
      int decisive = decisive();
      if (dissent()) {
        int next = Math.max(ENLARGED, decisive + 1 + decisive % 2);
        return next - decisive;
      }
      return Math.max(1, INDEPENDENT - decisive);
    }

    private BigInteger weight(int votes) {
      return BigInteger.valueOf(odds).pow(votes);
    }
  }
}
