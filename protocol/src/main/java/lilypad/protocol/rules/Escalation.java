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
 * From ballots to a verdict, versions 3 and 4: abstention redraws, dissent enlarges (3, 5, 7, ...
 * answers), and the posterior decides, not the count. Versions 1 and 2 are {@link Adjudication}.
 *
 * <p><b>Dissent is resolved</b> in two ways only. The dissenter's evidence is contradicted by the
 * mediator's own run; then its vote is an abstention. Or the agreeing operators weigh more than
 * could collude ({@link Poll.Parameters#colluding}); then an honest one is among them, and what an
 * honest one computes is the result. Else there is no verdict that moves money. So <b>no honest
 * provider is slashed while one honest panelist dissents</b>, however the others vote, as long as
 * the colluders' weight is not above that share: the REJECT would need an honest vote against the
 * honest result. Without dissent it takes a panel of colluders only, {@link Capture#all}.
 *
 * <p><b>Version 4</b> reckons that chance, {@link Collusion}, by the weight that could be drawn and
 * the part of it that answers, and rejects only where it is small enough: the more of those who are
 * asked have nothing to say, the more must agree. Version 3 took any panel for one of all.
 */
public final class Escalation {

  /** The version that rules now, recorded with each verdict. */
  public static final int VERSION = 4;

  /** The first version of this rule; its records are judged by it for ever. */
  static final int FIRST = 3;

  private Escalation() {}

  /** Applies the rule; the same poll gives the same step on every machine. */
  public static Step step(Poll poll) {
    Count count = Count.of(poll);
    Poll.Parameters numbers = poll.parameters();
    if (poll.profile() == Profile.AMBIENT && count.nondeterministic >= Adjudication.INDEPENDENT) {
      return new Step.Decided(Verdict.NONDETERMINISTIC, Probability.ZERO);
    }
    int decisive = count.answers.size();
    int room = room(poll, count);
    boolean spent = room <= 0;
    Posterior posterior = count.posterior();
    Optional<Working.Trial> leading = trial(poll, count, posterior);
    if (leading.isPresent() && decisive >= needed(poll, count)) {
      Working.Trial trial = leading.get();
      if (trial.passed()) {
        return decided(poll, count, verdict(poll, trial), posterior.of(trial.root()));
      }
      if (trial.doubtful() && !poll.closing() && refereed(poll, count, verdict(poll, trial))) {
        return new Step.Refer();
      }
    }
    if (decisive == 0 && count.inputUnavailable >= Adjudication.INDEPENDENT) {
      return new Step.Decided(Verdict.UNAVAILABLE, Probability.ZERO);
    }
    if (!spent) {
      Step.Ask ask =
          count.dissent()
              ? enlarge(decisive, numbers)
              : fill(decisive, numbers, open(count, leading));
      return new Step.Ask(Math.min(ask.count(), room), ask.why());
    }
    return !poll.closing() && open(count, leading) && referrable(poll, count)
        ? new Step.Refer()
        : new Step.Decided(
            Verdict.INCONCLUSIVE, posterior.leader().map(posterior::of).orElse(Probability.ZERO));
  }

  /** What the step rests on, number by number. */
  public static Working working(Poll poll) {
    Count count = Count.of(poll);
    Posterior posterior = count.posterior();
    return new Working(
        poll.ballots().stream()
            .map(ballot -> new Working.Heard(ballot, count.hearing(ballot, poll.runtime())))
            .toList(),
        count.groups.keySet().stream()
            .map(
                root ->
                    new Working.Group(
                        root,
                        count.claimed(root),
                        count.supporters(root),
                        count.weight(root),
                        posterior.product(root),
                        posterior.of(root)))
            .sorted(Comparator.comparing(Working.Group::posterior).reversed())
            .toList(),
        count.answers.size(),
        needed(poll, count),
        Math.max(0, room(poll, count)),
        trial(poll, count, posterior),
        step(poll));
  }

  /** How many more may be asked; none if it is not above 0. */
  private static int room(Poll poll, Count count) {
    Poll.Parameters numbers = poll.parameters();
    return poll.closing()
        ? 0
        : Math.min(
            numbers.asked() - poll.ballots().size(), numbers.largest() - count.answers.size());
  }

  /** How many answers a verdict wants that rests on one. */
  private static int needed(Poll poll, Count count) {
    Poll.Parameters numbers = poll.parameters();
    if (count.dissent()) {
      return numbers.panel() + 2;
    }
    return room(poll, count) <= 0 ? numbers.quorum() : numbers.panel();
  }

  /** Of the leading answer; empty if none leads. */
  private static Optional<Working.Trial> trial(Poll poll, Count count, Posterior posterior) {
    return posterior.leader().map(leader -> trial(poll, count, posterior, leader));
  }

  private static Working.Trial trial(Poll poll, Count count, Posterior posterior, Hash32 leader) {
    Poll.Parameters numbers = poll.parameters();
    boolean accepts = count.claimed(leader);
    Probability error = accepts ? numbers.acceptError() : numbers.rejectError();
    Probability wrong = accepts ? numbers.echoing() : numbers.colluding();
    return new Working.Trial(
        leader,
        accepts,
        count.supporters(leader),
        error.complement(),
        posterior.reaches(leader, error),
        count.dissent(),
        wrong,
        count.outweighs(leader, wrong, poll.totalWeight()),
        accepts || count.dissent() || !numbers.asksForCollusion() || !mayReject(poll)
            ? Optional.empty()
            : Optional.of(count.captured(leader, poll)));
  }

  private static boolean mayReject(Poll poll) {
    return poll.profile() == Profile.DETERMINISTIC && poll.runtime().isPresent();
  }

  /** What the leading answer amounts to once it has passed. */
  private static Verdict verdict(Poll poll, Working.Trial trial) {
    return trial.claimed()
        ? Verdict.ACCEPT
        : mayReject(poll) ? Verdict.REJECT : Verdict.INCONCLUSIVE;
  }

  /** Where our own run is due it comes before the money; without the time for it none moves. */
  private static Step decided(Poll poll, Count count, Verdict verdict, Probability confidence) {
    if (!refereed(poll, count, verdict)) {
      return new Step.Decided(verdict, confidence);
    }
    return poll.closing() ? new Step.Decided(Verdict.INCONCLUSIVE, confidence) : new Step.Refer();
  }

  /** Whether the mediator's own run comes before a verdict. */
  private static boolean refereed(Poll poll, Count count, Verdict verdict) {
    boolean due =
        switch (poll.referee()) {
          case NONE, ON_DISSENT -> false;
          case ON_REJECT -> verdict == Verdict.REJECT;
          case ALWAYS -> verdict.movesMoney();
        };
    return due && count.unchecked();
  }

  /**
   * Whether a poll that nobody else joins waits for the mediator's own run alone: if that got what
   * all say it would be decided.
   */
  public static boolean waitsForReferee(Poll poll) {
    return referrable(poll, Count.of(poll))
        && inconclusive(step(poll))
        && !inconclusive(step(poll.confirmed()));
  }

  /**
   * Whether answers stand against each other, or could all be those of colluders, that the
   * mediator's own run could judge.
   */
  public static boolean torn(Poll poll) {
    Count count = Count.of(poll);
    return open(count, trial(poll, count, count.posterior())) && referrable(poll, count);
  }

  /** Whether something stands that more answers, or our own run, could resolve. */
  private static boolean open(Count count, Optional<Working.Trial> leading) {
    return count.dissent() || leading.map(Working.Trial::doubtful).orElse(false);
  }

  private static boolean inconclusive(Step step) {
    return step instanceof Step.Decided decided && decided.verdict() == Verdict.INCONCLUSIVE;
  }

  private static boolean referrable(Poll poll, Count count) {
    return poll.referee() != Poll.Referee.NONE && count.unchecked();
  }

  /** Dissent goes to the next odd number of answers. */
  private static Step.Ask enlarge(int decisive, Poll.Parameters numbers) {
    int next = Math.max(numbers.panel() + 2, decisive + 1 + decisive % 2);
    return new Step.Ask(next - decisive, Step.Why.DISSENT);
  }

  private static Step.Ask fill(int decisive, Poll.Parameters numbers, boolean doubtful) {
    return decisive < numbers.panel()
        ? new Step.Ask(numbers.panel() - decisive, Step.Why.ABSTENTIONS)
        : new Step.Ask(2, doubtful ? Step.Why.COLLUSION : Step.Why.CONFIDENCE);
  }

  /**
   * The answer that a ballot counts for; empty if it counts as an abstention: it is one, it comes
   * of another runtime than the module's, or its evidence was contradicted.
   */
  static Optional<Hash32> answer(Ballot ballot, Optional<Hash32> runtime) {
    boolean skewed = runtime.map(named -> !named.equals(ballot.runtimeDigest())).orElse(false);
    if (skewed || ballot.evidence() == Ballot.Evidence.CONTRADICTED) {
      return Optional.empty();
    }
    return switch (ballot.vote()) {
      case Vote.Match match -> Optional.of(match.resultRoot());
      case Vote.Mismatch mismatch -> Optional.of(mismatch.resultRoot());
      case Vote.Abstain abstain -> Optional.empty();
    };
  }

  private static Hash32 root(Ballot ballot) {
    return answer(ballot, Optional.empty()).orElse(Hash32.ZERO);
  }

  /** The ballots, counted once for each operator. */
  private static final class Count {
    private final List<Ballot> answers = new ArrayList<>();
    private final SortedMap<Hash32, List<Ballot>> groups = new TreeMap<>();
    private int mute;
    private BigInteger silent = BigInteger.ZERO;
    private int inputUnavailable;
    private int nondeterministic;

    static Count of(Poll poll) {
      Map<String, List<Ballot>> byOperator = new LinkedHashMap<>();
      for (Ballot ballot : poll.ballots()) {
        byOperator.computeIfAbsent(ballot.vote().operator(), o -> new ArrayList<>()).add(ballot);
      }
      Count count = new Count();
      byOperator.values().forEach(ballots -> count.add(ballots, poll.runtime()));
      return count;
    }

    /**
     * An operator's abstention yields to its answer; an operator that contradicts itself says
     * nothing.
     */
    private void add(List<Ballot> ofOperator, Optional<Hash32> runtime) {
      List<Ballot> answered =
          ofOperator.stream().filter(ballot -> answer(ballot, runtime).isPresent()).toList();
      if (answered.isEmpty()) {
        ofOperator.stream().findFirst().ifPresent(this::abstained);
      } else if (answered.stream().map(Escalation::root).distinct().count() == 1) {
        Ballot one = answered.getFirst();
        answers.add(one);
        groups.computeIfAbsent(root(one), r -> new ArrayList<>()).add(one);
        return;
      }
      mute++;
      silent = silent.add(BigInteger.valueOf(ofOperator.getFirst().weight()));
    }

    private void abstained(Ballot ballot) {
      if (ballot.vote() instanceof Vote.Abstain abstain) {
        // Only these two say something about the job; own failure is never disagreement.
        if (abstain.reason() == AbstentionReason.INPUT_UNAVAILABLE) {
          inputUnavailable++;
        } else if (abstain.reason() == AbstentionReason.NONDETERMINISTIC) {
          nondeterministic++;
        }
      }
    }

    boolean dissent() {
      return groups.size() > 1;
    }

    Posterior posterior() {
      return Posterior.of(
          answers.stream()
              .map(ballot -> new Posterior.Answer(root(ballot), ballot.odds()))
              .toList());
    }

    /** Whether a ballot counts for its answer, and if not, why. */
    Working.Hearing hearing(Ballot ballot, Optional<Hash32> runtime) {
      if (ballot.vote() instanceof Vote.Abstain) {
        return Working.Hearing.ABSTAINS;
      }
      if (answer(ballot, runtime).isEmpty()) {
        return ballot.evidence() == Ballot.Evidence.CONTRADICTED
            ? Working.Hearing.EVIDENCE_CONTRADICTED
            : Working.Hearing.OTHER_RUNTIME;
      }
      return answers.contains(ballot)
          ? Working.Hearing.COUNTS
          : Working.Hearing.OPERATOR_HEARD_OTHERWISE;
    }

    private List<Ballot> group(Hash32 root) {
      return groups.getOrDefault(root, List.of());
    }

    int supporters(Hash32 root) {
      return group(root).size();
    }

    boolean claimed(Hash32 root) {
      return group(root).stream().anyMatch(ballot -> ballot.vote() instanceof Vote.Match);
    }

    boolean unchecked() {
      return answers.stream().anyMatch(ballot -> ballot.evidence() == Ballot.Evidence.UNCHECKED);
    }

    /** What stands behind an answer. */
    BigInteger weight(Hash32 root) {
      BigInteger behind = BigInteger.ZERO;
      for (Ballot ballot : group(root)) {
        behind = behind.add(BigInteger.valueOf(ballot.weight()));
      }
      return behind;
    }

    /** How likely it is that all who gave an answer collude. */
    Probability captured(Hash32 root, Poll poll) {
      Probability share = poll.parameters().colluding();
      if (confirmed(root) || outweighs(root, share, poll.totalWeight())) {
        return Probability.ZERO;
      }
      return new Collusion(
              supporters(root),
              weight(root),
              mute,
              silent,
              poll.present(),
              poll.totalWeight(),
              share)
          .chance();
    }

    private boolean confirmed(Hash32 root) {
      return group(root).stream()
          .anyMatch(ballot -> ballot.evidence() == Ballot.Evidence.CONFIRMED);
    }

    /** Whether more than a share of all the weight stands behind an answer. */
    boolean outweighs(Hash32 root, Probability share, long totalWeight) {
      BigInteger limit =
          BigInteger.valueOf(totalWeight).multiply(BigInteger.valueOf(share.billionths()));
      return weight(root).multiply(BigInteger.valueOf(Probability.WHOLE)).compareTo(limit) > 0;
    }
  }
}
