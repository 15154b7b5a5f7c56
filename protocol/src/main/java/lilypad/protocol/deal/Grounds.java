package lilypad.protocol.deal;

import java.util.List;
import lilypad.protocol.rules.Adjudication;
import lilypad.protocol.rules.Ballot;
import lilypad.protocol.rules.Escalation;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Vote;

/** What a verdict was derived from: enough to derive it once more. */
public sealed interface Grounds {

  /** Version of the rule. */
  int rule();

  /** All votes of all rounds. */
  List<Vote> votes();

  /** How sure the leading answer is; 0 where the verdict rests on none. */
  Probability sureness();

  /**
   * By {@link Adjudication}.
   *
   * @param confidence in thousandths
   */
  record Tallied(int confidence, int rule, Tally tally) implements Grounds {

    @Override
    public List<Vote> votes() {
      return tally.votes();
    }

    @Override
    public Probability sureness() {
      return Probability.ofThousandths(confidence);
    }
  }

  /** By {@link Escalation}. */
  record Polled(Probability sureness, int rule, Poll poll) implements Grounds {

    @Override
    public List<Vote> votes() {
      return poll.ballots().stream().map(Ballot::vote).toList();
    }
  }
}
