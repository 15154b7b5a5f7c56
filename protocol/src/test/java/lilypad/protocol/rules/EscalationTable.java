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
    Hash32 runtime = VerdictTable.RUNTIME.orElseThrow();
    return Escalation.step(
        new Poll(
            counts.votes().stream()
                .map(vote -> new Ballot(vote, runtime, STRANGER, 1, Ballot.Evidence.UNCHECKED))
                .toList(),
            profile,
            Optional.of(runtime),
            ROSTER,
            closing,
            Poll.Referee.NONE,
            Poll.Parameters.DEFAULT));
  }

  static String markdown() {
    StringBuilder text =
        new StringBuilder(
            """
            | match | differ | differ otherwise | no input | nondet. | other abst. | deterministic module | ambient module | when nobody else can be asked |
            |---|---|---|---|---|---|---|---|---|
            """);
    for (int size = 0; size <= 3; size++) {
      VerdictTable.ofSize(size).forEach(counts -> row(text, counts));
    }
    for (int size = 4; size <= 7; size++) {
      VerdictTable.ofSize(size).stream()
          .filter(c -> c.decisive() == c.size() && c.third() == 0)
          .forEach(counts -> row(text, counts));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, VerdictTable.Counts c) {
    text.append(
        "| %d | %d | %s | %d | %d | %d | %s | %s | %s |\n"
            .formatted(
                c.match(),
                c.first(),
                c.third() > 0 ? c.second() + "+" + c.third() : String.valueOf(c.second()),
                c.unavailable(),
                c.nondet(),
                c.other(),
                shown(step(c, Profile.DETERMINISTIC, false)),
                shown(step(c, Profile.AMBIENT, false)),
                shown(step(c, Profile.DETERMINISTIC, true))));
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
