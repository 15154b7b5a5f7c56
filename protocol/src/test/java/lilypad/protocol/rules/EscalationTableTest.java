package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EscalationTableTest {

  private static final int MOST_VOTES = 9;

  private static Stream<VerdictTable.Counts> everyMultiset() {
    return IntStream.rangeClosed(0, MOST_VOTES)
        .boxed()
        .flatMap(size -> VerdictTable.ofSize(size).stream());
  }

  @Test
  void theTableInTheDocumentationIsWhatTheRuleAnswers() throws IOException {
    Path page = Path.of(System.getProperty("lilypad.root"), "docs", "mechanisms.md");
    assertThat(Files.readString(page)).contains(EscalationTable.markdown());
  }

  /** Invariant 3: own failure is never disagreement, and one word is never enough. */
  @Test
  void noRejectWithoutTwoAgreeingMismatchesOrAgainstAsManyOthers() {
    everyMultiset()
        .forEach(
            counts -> {
              for (boolean closing : new boolean[] {true, false}) {
                if (EscalationTable.step(counts, Profile.DETERMINISTIC, closing)
                        instanceof Step.Decided decided
                    && decided.verdict() == Verdict.REJECT) {
                  assertThat(counts.first()).as("%s", counts).isGreaterThanOrEqualTo(2);
                  assertThat(counts.first())
                      .as("%s", counts)
                      .isGreaterThan(Math.max(counts.match(), counts.second()));
                  if (counts.dissent()) {
                    assertThat(3 * counts.first())
                        .as("more than a third of the roster, %s", counts)
                        .isGreaterThan(EscalationTable.ROSTER);
                  }
                }
              }
            });
  }

  @Test
  void anAbstentionMovesNoMoneyItCanOnlyKeepAStakeFromBeingTaken() {
    everyMultiset()
        .filter(counts -> counts.decisive() == counts.size() && counts.size() < MOST_VOTES)
        .forEach(
            counts -> {
              Step without = EscalationTable.step(counts, Profile.DETERMINISTIC, true);
              Step with =
                  EscalationTable.step(
                      new VerdictTable.Counts(
                          counts.match(), counts.first(), counts.second(), counts.third(), 0, 0, 1),
                      Profile.DETERMINISTIC,
                      true);
              if (!with.equals(without)) {
                assertThat(counts.dissent()).as("%s", counts).isFalse();
                assertThat(((Step.Decided) without).verdict()).isEqualTo(Verdict.REJECT);
                assertThat(((Step.Decided) with).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
              }
            });
  }

  @Test
  void aJobThatIsNotDeclaredDeterministicIsNeverRejected() {
    for (Profile profile : new Profile[] {Profile.AMBIENT, Profile.UNKNOWN}) {
      everyMultiset()
          .forEach(
              counts -> {
                for (boolean closing : new boolean[] {true, false}) {
                  if (EscalationTable.step(counts, profile, closing) instanceof Step.Decided d) {
                    assertThat(d.verdict())
                        .as("%s %s", profile, counts)
                        .isNotEqualTo(Verdict.REJECT);
                  }
                }
              });
    }
  }
}
