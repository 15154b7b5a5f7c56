package lilypad.protocol.deal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
    List<Score> scores = new ArrayList<>();
    for (Round round : mediation.rounds()) {
      for (Seat seat : round.seats()) {
        List<Mark> marks =
            Stream.concat(behaviour(seat.progress()), answers(seat.member(), seen)).toList();
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

  private static Stream<Mark> answers(PanelMember member, List<Scoring.Observation> seen) {
    Reputation.Subject subject = new Reputation.Subject(member.verifier(), member.runtimeDigest());
    return seen.stream()
        .filter(observation -> observation.subject().equals(subject))
        .map(Scoring.Observation::mark);
  }
}
