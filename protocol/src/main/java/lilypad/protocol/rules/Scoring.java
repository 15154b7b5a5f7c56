package lilypad.protocol.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lilypad.protocol.Hash32;

/**
 * What a decided poll says about those who voted. A verdict that moves no money says nothing about
 * right and wrong. Who neither committed nor revealed is scored where that is recorded.
 */
public final class Scoring {

  private Scoring() {}

  /** One observation of one node. */
  public record Observation(Reputation.Subject subject, Reputation.Mark mark) {}

  /** The observations, in the order of the ballots. */
  public static List<Observation> of(Poll poll, Verdict verdict) {
    return of(poll, verdict, Optional.empty());
  }

  /**
   * The same where the job's result was known beforehand: a panel that agrees on something else is
   * wrong all the same.
   */
  public static List<Observation> of(Poll poll, Verdict verdict, Optional<Hash32> known) {
    Optional<Hash32> right = right(poll, verdict, known);
    List<Observation> seen = new ArrayList<>();
    for (Ballot ballot : poll.ballots()) {
      Reputation.Subject subject =
          new Reputation.Subject(ballot.vote().verifier(), ballot.runtimeDigest());
      if (ballot.evidence() != Ballot.Evidence.UNCHECKED) {
        seen.add(
            new Observation(
                subject,
                new Reputation.Mark(
                    Reputation.Dimension.UNPROVEN,
                    ballot.evidence() == Ballot.Evidence.CONTRADICTED)));
      }
      Optional<Hash32> answer = Escalation.answer(ballot, poll.runtime());
      if (answer.isPresent() && right.isPresent()) {
        seen.add(
            new Observation(
                subject, new Reputation.Mark(Reputation.Dimension.WRONG, !answer.equals(right))));
      } else if (ballot.vote() instanceof Vote.Abstain abstain) {
        abstained(abstain.reason(), subject).ifPresent(seen::add);
      }
    }
    return List.copyOf(seen);
  }

  /** What others are held against: the result that was known, else the answer that stands. */
  public static Optional<Hash32> right(Poll poll, Verdict verdict, Optional<Hash32> known) {
    return known.or(() -> standing(poll, verdict));
  }

  /** The answer that stood in the end. */
  private static Optional<Hash32> standing(Poll poll, Verdict verdict) {
    if (!verdict.movesMoney()) {
      return Optional.empty();
    }
    Set<Hash32> claimed =
        poll.ballots().stream()
            .filter(ballot -> ballot.vote() instanceof Vote.Match)
            .flatMap(ballot -> Escalation.answer(ballot, poll.runtime()).stream())
            .collect(Collectors.toSet());
    return Posterior.of(
            poll.ballots().stream()
                .flatMap(
                    ballot ->
                        Escalation.answer(ballot, poll.runtime()).stream()
                            .map(root -> new Posterior.Answer(root, ballot.odds())))
                .toList())
        .leader()
        .filter(root -> claimed.contains(root) == (verdict == Verdict.ACCEPT));
  }

  private static Optional<Observation> abstained(
      AbstentionReason reason, Reputation.Subject subject) {
    return switch (reason) {
      case NONDETERMINISTIC ->
          Optional.of(
              new Observation(
                  subject, new Reputation.Mark(Reputation.Dimension.NONDETERMINISTIC, true)));
      case RUNTIME_FAILURE,
          MODULE_UNAVAILABLE,
          INPUT_UNAVAILABLE,
          MODULE_INVALID,
          UNSUPPORTED_RUNTIME,
          WALL_CLOCK,
          MEMORY,
          HOST_STACK,
          NODE_LIMIT,
          INTERNAL ->
          Optional.of(
              new Observation(subject, new Reputation.Mark(Reputation.Dimension.ABSTAINED, true)));
      case TIMED_OUT -> Optional.empty();
    };
  }
}
