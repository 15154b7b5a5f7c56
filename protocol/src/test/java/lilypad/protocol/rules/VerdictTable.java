package lilypad.protocol.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;

/**
 * Every multiset of votes up to a size, and how the rule answers; the table of docs/mechanisms.md.
 */
final class VerdictTable {

  /**
   * Votes by kind: matches, the largest, second and third group of equal mismatches, unavailable
   * inputs, nondeterminism, other abstentions.
   */
  record Counts(
      int match, int first, int second, int third, int unavailable, int nondet, int other) {

    int size() {
      return decisive() + unavailable + nondet + other;
    }

    int decisive() {
      return match + first + second + third;
    }

    boolean dissent() {
      int groups =
          (match > 0 ? 1 : 0) + (first > 0 ? 1 : 0) + (second > 0 ? 1 : 0) + (third > 0 ? 1 : 0);
      return groups > 1;
    }

    /** The votes themselves, each of an operator of its own. */
    List<Vote> votes() {
      List<Vote> votes = new ArrayList<>();
      for (int i = 0; i < match; i++) {
        votes.add(new Vote.Match(verifier(votes), operator(votes), root(0)));
      }
      int[] groups = {first, second, third};
      for (int g = 0; g < groups.length; g++) {
        for (int i = 0; i < groups[g]; i++) {
          votes.add(new Vote.Mismatch(verifier(votes), operator(votes), root(g + 1)));
        }
      }
      abstain(votes, unavailable, AbstentionReason.INPUT_UNAVAILABLE);
      abstain(votes, nondet, AbstentionReason.NONDETERMINISTIC);
      abstain(votes, other, AbstentionReason.RUNTIME_FAILURE);
      return votes;
    }

    private static void abstain(List<Vote> votes, int count, AbstentionReason reason) {
      for (int i = 0; i < count; i++) {
        votes.add(new Vote.Abstain(verifier(votes), operator(votes), reason));
      }
    }

    private static Address verifier(List<Vote> votes) {
      byte[] bytes = new byte[20];
      bytes[19] = (byte) (votes.size() + 1);
      return new Address(Bytes.of(bytes));
    }

    private static String operator(List<Vote> votes) {
      return "operator-" + votes.size();
    }
  }

  private VerdictTable() {}

  static Hash32 root(int group) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) group;
    return Hash32.of(bytes);
  }

  /**
   * Every multiset of exactly {@code size} votes; mismatch groups in falling order, so that each is
   * listed once.
   */
  static List<Counts> ofSize(int size) {
    List<Counts> all = new ArrayList<>();
    for (int m = size; m >= 0; m--) {
      for (int a = size - m; a >= 0; a--) {
        for (int b = Math.min(a, size - m - a); b >= 0; b--) {
          for (int c = Math.min(b, size - m - a - b); c >= 0; c--) {
            int left = size - m - a - b - c;
            for (int u = left; u >= 0; u--) {
              for (int n = left - u; n >= 0; n--) {
                all.add(new Counts(m, a, b, c, u, n, left - u - n));
              }
            }
          }
        }
      }
    }
    return all;
  }

  /** What the module names, where it names a runtime. */
  static final Optional<Hash32> RUNTIME = Optional.of(root(9));

  /** Of a module that names its runtime. */
  static Ruling rule(Counts counts, Profile profile, boolean closing) {
    return rule(Adjudication.VERSION, counts, profile, RUNTIME, closing);
  }

  static Ruling rule(
      int version, Counts counts, Profile profile, Optional<Hash32> runtime, boolean closing) {
    return Adjudication.rule(
        version, new Tally(counts.votes(), profile, runtime, closing, Tally.Parameters.DEFAULT));
  }

  /** What a rule answers to some votes, in words. */
  interface Answer {
    String to(Counts counts, Profile profile, boolean closing);
  }

  /**
   * The table as Markdown: what is answered at once, with an ambient module, and when no more votes
   * can come.
   */
  static String markdown() {
    return markdown(
        "at the deadline", (counts, profile, closing) -> shown(rule(counts, profile, closing)));
  }

  /**
   * The table of a rule.
   *
   * @param closing the last column's head
   */
  static String markdown(String closing, Answer answer) {
    StringBuilder text =
        new StringBuilder(
            """
            | match | differ | differ otherwise | no input | nondet. | other abst. | deterministic module | ambient module | %s |
            |---|---|---|---|---|---|---|---|---|
            """
                .formatted(closing));
    for (int size = 0; size <= 3; size++) {
      ofSize(size).forEach(counts -> row(text, counts, answer));
    }
    for (int size = 4; size <= 7; size++) {
      ofSize(size).stream()
          .filter(c -> c.decisive() == c.size() && c.third() == 0)
          .forEach(counts -> row(text, counts, answer));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, Counts c, Answer answer) {
    text.append(
        "| %d | %d | %s | %d | %d | %d | %s | %s | %s |\n"
            .formatted(
                c.match(),
                c.first(),
                c.third() > 0 ? c.second() + "+" + c.third() : String.valueOf(c.second()),
                c.unavailable(),
                c.nondet(),
                c.other(),
                answer.to(c, Profile.DETERMINISTIC, false),
                answer.to(c, Profile.AMBIENT, false),
                answer.to(c, Profile.DETERMINISTIC, true)));
  }

  private static String shown(Ruling ruling) {
    return switch (ruling) {
      case Ruling.Decided decided ->
          decided.verdict()
              + (decided.confidence() > 0 ? " ." + "%03d".formatted(decided.confidence()) : "");
      case Ruling.MoreVotes more -> "ask " + more.count() + " more";
    };
  }
}
