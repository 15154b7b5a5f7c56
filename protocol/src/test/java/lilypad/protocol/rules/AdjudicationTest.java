package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.rules.VerdictTable.Counts;
import org.junit.jupiter.api.Test;

class AdjudicationTest {

  private static Stream<Counts> everyMultiset() {
    return IntStream.rangeClosed(0, 9).boxed().flatMap(size -> VerdictTable.ofSize(size).stream());
  }

  private static Tally tally(List<Vote> votes, boolean closing) {
    return new Tally(
        votes, Profile.DETERMINISTIC, VerdictTable.RUNTIME, closing, Tally.Parameters.DEFAULT);
  }

  /** Sarmenta's credibility in floating point, as an oracle for the rule's whole numbers. */
  private static double credibility(Counts c, int votes) {
    double all = 1;
    for (int group : new int[] {c.match(), c.first(), c.second(), c.third()}) {
      all += group > 0 ? Math.pow(4, group) : 0;
    }
    return Math.pow(4, votes) / all;
  }

  private static Optional<Verdict> expected(Counts c, boolean closing) {
    boolean heard = !c.dissent() || c.decisive() >= 5;
    if (heard && c.match() >= 2 && c.match() > c.first() && credibility(c, c.match()) >= 0.9) {
      return Optional.of(Verdict.ACCEPT);
    }
    boolean alone = c.first() > c.match() && c.first() > c.second();
    if (heard && c.first() >= 2 && alone && credibility(c, c.first()) >= 0.94) {
      return Optional.of(Verdict.REJECT);
    }
    if (c.decisive() == 0 && c.unavailable() >= 2) {
      return Optional.of(Verdict.UNAVAILABLE);
    }
    return closing ? Optional.of(Verdict.INCONCLUSIVE) : Optional.empty();
  }

  @Test
  void everyMultisetOfVotesIsRuledAsTheFormulaSays() {
    everyMultiset()
        .forEach(
            counts -> {
              Ruling closing = VerdictTable.rule(counts, Profile.DETERMINISTIC, true);
              assertThat(closing)
                  .as("%s at the deadline", counts)
                  .isInstanceOfSatisfying(
                      Ruling.Decided.class,
                      d -> assertThat(expected(counts, true)).contains(d.verdict()));
              Optional<Verdict> now = expected(counts, false);
              Ruling open = VerdictTable.rule(counts, Profile.DETERMINISTIC, false);
              if (open instanceof Ruling.Decided decided && now.isEmpty()) {
                assertThat(decided.verdict()).as("%s", counts).isEqualTo(Verdict.INCONCLUSIVE);
                assertThat(counts.size()).as("only a full panel gives up").isGreaterThan(5);
              } else if (open instanceof Ruling.Decided decided) {
                assertThat(now).as("%s", counts).contains(decided.verdict());
              } else {
                assertThat(now).as("%s is decided, more votes are asked for", counts).isEmpty();
              }
            });
  }

  @Test
  void theTableInTheDocumentationIsWhatTheRuleAnswers() throws IOException {
    Path page = Path.of(System.getProperty("lilypad.root"), "docs", "mechanisms.md");
    assertThat(Files.readString(page)).contains(VerdictTable.markdown());
  }

  @Test
  void noRejectWithoutTwoAgreeingMismatchesWhateverElseHappens() {
    everyMultiset()
        .filter(counts -> counts.first() < 2)
        .forEach(
            counts -> {
              if (VerdictTable.rule(counts, Profile.DETERMINISTIC, true)
                  instanceof Ruling.Decided decided) {
                assertThat(decided.verdict()).as("%s", counts).isNotEqualTo(Verdict.REJECT);
              }
            });
  }

  @Test
  void aJobThatIsNotDeclaredDeterministicIsNeverRejected() {
    for (Profile profile : List.of(Profile.AMBIENT, Profile.UNKNOWN)) {
      everyMultiset()
          .forEach(
              counts -> {
                for (boolean closing : new boolean[] {true, false}) {
                  if (VerdictTable.rule(counts, profile, closing) instanceof Ruling.Decided d) {
                    assertThat(d.verdict())
                        .as("%s %s", profile, counts)
                        .isNotEqualTo(Verdict.REJECT);
                  }
                }
              });
    }
  }

  @Test
  void aJobWhoseModuleNamesNoRuntimeIsNeverRejectedAndElseRuledAlike() {
    everyMultiset()
        .forEach(
            counts -> {
              for (boolean closing : new boolean[] {true, false}) {
                Ruling named = VerdictTable.rule(counts, Profile.DETERMINISTIC, closing);
                Ruling open =
                    VerdictTable.rule(
                        Adjudication.VERSION,
                        counts,
                        Profile.DETERMINISTIC,
                        Optional.empty(),
                        closing);
                Ruling expected =
                    named instanceof Ruling.Decided d && d.verdict() == Verdict.REJECT
                        ? new Ruling.Decided(Verdict.INCONCLUSIVE, d.confidence())
                        : named;
                assertThat(open).as("%s", counts).isEqualTo(expected);
              }
            });
  }

  /**
   * Golden decisions: what each released version answers to every multiset of votes, hashed. They
   * are never changed; a new version gets a line of its own.
   */
  @Test
  void aReleasedVersionAnswersForEverWhatItAnswered() {
    String before = "0x0c062a2ec795f451c88319cb0f11a2b92f8f940c0b7ed820fdb460bcf951b007";
    assertThat(answers(1, VerdictTable.RUNTIME)).isEqualTo(before);
    assertThat(answers(1, Optional.empty())).isEqualTo(before);
    assertThat(answers(2, VerdictTable.RUNTIME)).isEqualTo(before);
    assertThat(answers(2, Optional.empty()))
        .isEqualTo("0x16c539af04d1247bd393511036be7e277b23ab683e00f8f8f9070c5f86ae74f6");
    assertThat(Adjudication.VERSION).as("every version has its lines here").isEqualTo(2);
  }

  private static String answers(int version, Optional<Hash32> runtime) {
    StringBuilder text = new StringBuilder();
    everyMultiset()
        .forEach(
            counts -> {
              for (Profile profile : Profile.values()) {
                for (boolean closing : new boolean[] {false, true}) {
                  text.append(VerdictTable.rule(version, counts, profile, runtime, closing))
                      .append('\n');
                }
              }
            });
    return Keccak.hash(text.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Test
  void anUnknownVersionIsNotGuessed() {
    assertThatThrownBy(() -> Adjudication.rule(3, tally(List.of(), false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 1 to 2, got 3");
  }

  @Test
  void ownFailureIsNeverDisagreement() {
    for (AbstentionReason reason : AbstentionReason.values()) {
      List<Vote> votes =
          IntStream.range(0, 9)
              .<Vote>mapToObj(i -> new Vote.Abstain(Address.ZERO, "operator-" + i, reason))
              .toList();
      Ruling ruling = Adjudication.rule(tally(votes, true));
      assertThat(ruling)
          .as("%s", reason)
          .isInstanceOfSatisfying(
              Ruling.Decided.class, d -> assertThat(d.verdict().movesMoney()).isFalse());
    }
  }

  @Test
  void anOperatorHasOneVoice() {
    List<Vote> twoNodes =
        List.of(
            new Vote.Mismatch(Address.ZERO, "same", VerdictTable.root(1)),
            new Vote.Mismatch(Address.ZERO, "same", VerdictTable.root(1)),
            new Vote.Abstain(Address.ZERO, "other", AbstentionReason.MEMORY));
    assertThat(Adjudication.rule(tally(twoNodes, false))).isEqualTo(new Ruling.MoreVotes(1));
  }

  @Test
  void anOperatorThatContradictsItselfIsNotHeard() {
    List<Vote> votes =
        List.of(
            new Vote.Match(Address.ZERO, "a", VerdictTable.root(0)),
            new Vote.Mismatch(Address.ZERO, "a", VerdictTable.root(1)),
            new Vote.Match(Address.ZERO, "b", VerdictTable.root(0)),
            new Vote.Match(Address.ZERO, "c", VerdictTable.root(0)));
    assertThat(Adjudication.rule(tally(votes, false)))
        .isEqualTo(new Ruling.Decided(Verdict.ACCEPT, 941));
  }

  /** Vectors of the credibility formula: two votes of 0.8, three votes of 0.8, two against one. */
  @Test
  void confidenceIsSarmentasCredibility() {
    assertThat(VerdictTable.rule(new Counts(2, 0, 0, 0, 0, 0, 0), Profile.DETERMINISTIC, false))
        .isEqualTo(new Ruling.Decided(Verdict.ACCEPT, 941));
    assertThat(VerdictTable.rule(new Counts(0, 3, 0, 0, 0, 0, 0), Profile.DETERMINISTIC, false))
        .isEqualTo(new Ruling.Decided(Verdict.REJECT, 984));
    assertThat(VerdictTable.rule(new Counts(2, 1, 0, 0, 0, 0, 0), Profile.DETERMINISTIC, false))
        .isEqualTo(new Ruling.MoreVotes(2));
  }

  @Test
  void dissentEnlargesThePanelBeforeAnythingElse() {
    assertThat(VerdictTable.rule(new Counts(3, 1, 0, 0, 0, 0, 0), Profile.DETERMINISTIC, false))
        .isEqualTo(new Ruling.MoreVotes(1));
    assertThat(VerdictTable.rule(new Counts(4, 1, 0, 0, 0, 0, 0), Profile.DETERMINISTIC, false))
        .isEqualTo(new Ruling.Decided(Verdict.ACCEPT, 980));
  }
}
