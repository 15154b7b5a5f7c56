package lilypad.protocol.deal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.rules.Reputation.Dimension;
import lilypad.protocol.rules.Reputation.Mark;
import lilypad.protocol.rules.Scoring;

/**
 * What a mediation that has its verdict says about one who sat.
 *
 * @param round of the seat
 * @param marks what was seen, way by way
 * @param at chain time of the verdict
 */
public record Score(PanelMember member, int round, List<Mark> marks, long at) {

  public Score {
    marks = List.copyOf(marks);
  }

  /**
   * Of all whose part is over, in the order of their seats; none before the verdict, nor where the
   * votes were only tallied.
   */
  public static List<Score> of(Mediation mediation) {
    return mediation.verdict().map(reached -> of(mediation, reached)).orElse(List.of());
  }

  private static List<Score> of(Mediation mediation, DealEvent.VerdictReached reached) {
    if (!(reached.grounds() instanceof Grounds.Polled polled)) {
      return List.of();
    }
    List<Scoring.Observation> seen =
        Scoring.of(polled.poll(), reached.verdict(), mediation.answer());
    Optional<Hash32> right = Scoring.right(polled.poll(), reached.verdict(), mediation.answer());
    List<Score> scores = new ArrayList<>();
    for (Round round : mediation.rounds()) {
      for (Seat seat : round.seats()) {
        List<Mark> marks =
            Stream.of(
                    behaviour(seat.progress()),
                    answers(seat.member(), seen),
                    late(seat, polled.poll(), right))
                .flatMap(Function.identity())
                .toList();
        if (!marks.isEmpty()) {
          scores.add(new Score(seat.member(), round.number(), marks, reached.at()));
        }
      }
    }
    return List.copyOf(scores);
  }

  private static Stream<Mark> behaviour(Seat.Progress progress) {
    return switch (progress) {
      case Seat.Progress.Assigned assigned -> Stream.empty();
      case Seat.Progress.Committed committed -> Stream.empty();
      case Seat.Progress.Revealed revealed ->
          Stream.of(
              new Mark(Dimension.NO_SHOW, false),
              new Mark(Dimension.WITHHELD, false),
              new Mark(Dimension.ABSTAINED, false));
      case Seat.Progress.Abstained abstained -> Stream.of(new Mark(Dimension.NO_SHOW, false));
      case Seat.Progress.Expired expired ->
          expired.committed()
              ? Stream.of(new Mark(Dimension.NO_SHOW, false), new Mark(Dimension.WITHHELD, true))
              : Stream.of(new Mark(Dimension.NO_SHOW, true));
    };
  }

  /**
   * What was shown too late is a fault if it is wrong, and no merit if it is right: nobody looked
   * at its evidence.
   */
  private static Stream<Mark> late(Seat seat, Poll poll, Optional<Hash32> right) {
    boolean skewed =
        poll.runtime().map(named -> !named.equals(seat.member().runtimeDigest())).orElse(false);
    return !skewed
            && right.isPresent()
            && seat.progress() instanceof Seat.Progress.Expired expired
            && expired.late().isPresent()
            && !expired.late().equals(right)
        ? Stream.of(new Mark(Dimension.WRONG, true))
        : Stream.empty();
  }

  private static Stream<Mark> answers(PanelMember member, List<Scoring.Observation> seen) {
    Reputation.Subject subject = new Reputation.Subject(member.verifier(), member.runtimeDigest());
    return seen.stream()
        .filter(observation -> observation.subject().equals(subject))
        .map(Scoring.Observation::mark);
  }
}
