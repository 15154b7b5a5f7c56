package lilypad.protocol.rules;

import java.util.Optional;
import lilypad.protocol.Hash32;

/**
 * What the escalation answers to every multiset of votes up to a size, when all voters are
 * strangers of weight 1 and the roster has nine of them; the table of docs/mechanisms.md.
 */
final class EscalationTable {

  /** Operators on the roster, connected or not. */
  static final int ROSTER = 9;

  private static final Odds STRANGER = ReputationRule.DEFAULT.odds(Reputation.Evidence.NONE);

  private EscalationTable() {}

  static Step step(VerdictTable.Counts counts, Profile profile, boolean closing) {
    return Escalation.step(poll(counts, profile, closing));
  }

  static Poll poll(VerdictTable.Counts counts, Profile profile, boolean closing) {
    Hash32 runtime = VerdictTable.RUNTIME.orElseThrow();
    return new Poll(
        counts.votes().stream()
            .map(vote -> new Ballot(vote, runtime, STRANGER, 1, Ballot.Evidence.UNCHECKED))
            .toList(),
        profile,
        Optional.of(runtime),
        ROSTER,
        ROSTER,
        closing,
        Poll.Referee.NONE,
        Poll.Parameters.DEFAULT);
  }

  static String markdown() {
    return VerdictTable.markdown(
        "when nobody else can be asked",
        (counts, profile, closing) -> shown(step(counts, profile, closing)));
  }

  private static String shown(Step step) {
    return switch (step) {
      case Step.Decided decided ->
          decided.verdict()
              + (decided.verdict().movesMoney()
                  ? " " + decided.confidence().toString().substring(1, 5)
                  : "");
      case Step.Ask more -> "ask " + more.count() + " more";
      case Step.Refer refer -> "run it ourselves";
    };
  }
}
