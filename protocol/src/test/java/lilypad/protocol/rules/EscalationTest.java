package lilypad.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.rules.Ballot.Evidence;
import lilypad.protocol.rules.Poll.Parameters;
import lilypad.protocol.rules.Poll.Referee;
import lilypad.protocol.rules.Step.Ask;
import lilypad.protocol.rules.Step.Decided;
import lilypad.protocol.rules.Step.Refer;
import lilypad.protocol.rules.Step.Why;
import lilypad.protocol.rules.VerdictTable.Counts;
import org.junit.jupiter.api.Test;

class EscalationTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());
  private static final Hash32 RUNTIME = VerdictTable.root(9);
  private static final Odds FOUR = Odds.of(4);

  private static List<Ballot> ballots(Counts counts) {
    return counts.votes().stream().map(EscalationTest::ballot).toList();
  }

  private static Ballot ballot(Vote vote) {
    return new Ballot(vote, RUNTIME, FOUR, 1, Evidence.UNCHECKED);
  }

  private static Counts votes(int match, int first, int second, int other) {
    return new Counts(match, first, second, 0, 0, 0, other);
  }

  /** Of twelve operators of equal weight. */
  private static Poll poll(List<Ballot> ballots) {
    return new Poll(
        ballots,
        Profile.DETERMINISTIC,
        Optional.of(RUNTIME),
        12,
        12,
        false,
        Referee.NONE,
        Parameters.DEFAULT);
  }

  private static Poll poll(Counts counts) {
    return poll(ballots(counts));
  }

  private static Poll closing(Poll poll) {
    return new Poll(
        poll.ballots(),
        poll.profile(),
        poll.runtime(),
        poll.totalWeight(),
        poll.present(),
        true,
        poll.referee(),
        poll.parameters());
  }

  private static Poll with(Poll poll, Referee referee) {
    return new Poll(
        poll.ballots(),
        poll.profile(),
        poll.runtime(),
        poll.totalWeight(),
        poll.present(),
        poll.closing(),
        referee,
        poll.parameters());
  }

  private static Poll among(Poll poll, long totalWeight) {
    return new Poll(
        poll.ballots(),
        poll.profile(),
        poll.runtime(),
        totalWeight,
        totalWeight,
        poll.closing(),
        poll.referee(),
        poll.parameters());
  }

  private static Poll present(Poll poll, long weight) {
    return new Poll(
        poll.ballots(),
        poll.profile(),
        poll.runtime(),
        poll.totalWeight(),
        weight,
        poll.closing(),
        poll.referee(),
        poll.parameters());
  }

  private static Poll under(Poll poll, int version) {
    return new Poll(
        poll.ballots(),
        poll.profile(),
        poll.runtime(),
        poll.totalWeight(),
        version == Escalation.FIRST ? 0 : poll.present(),
        poll.closing(),
        poll.referee(),
        poll.parameters().under(version));
  }

  private static Poll of(Poll poll, Profile profile, Optional<Hash32> runtime) {
    return new Poll(
        poll.ballots(),
        profile,
        runtime,
        poll.totalWeight(),
        poll.present(),
        poll.closing(),
        poll.referee(),
        poll.parameters());
  }

  /** The ballots after our own run got {@code right}. */
  private static List<Ballot> checked(List<Ballot> ballots, Hash32 right) {
    return ballots.stream()
        .map(
            b ->
                new Ballot(
                    b.vote(),
                    b.runtimeDigest(),
                    b.odds(),
                    b.weight(),
                    Escalation.answer(b, Optional.empty()).equals(Optional.of(right))
                        ? Evidence.CONFIRMED
                        : Evidence.CONTRADICTED))
        .toList();
  }

  private static Verdict verdict(Step step) {
    assertThat(step).isInstanceOf(Decided.class);
    return ((Decided) step).verdict();
  }

  private static Stream<Counts> everyMultiset() {
    return IntStream.rangeClosed(0, 9).boxed().flatMap(size -> VerdictTable.ofSize(size).stream());
  }

  @Test
  void abstentionRedraws() {
    assertThat(Escalation.step(poll(votes(0, 0, 0, 0)))).isEqualTo(new Ask(3, Why.ABSTENTIONS));
    assertThat(Escalation.step(poll(votes(2, 0, 0, 1)))).isEqualTo(new Ask(1, Why.ABSTENTIONS));
    assertThat(Escalation.step(poll(votes(0, 0, 0, 3)))).isEqualTo(new Ask(3, Why.ABSTENTIONS));
    assertThat(Escalation.step(poll(votes(0, 1, 0, 9)))).isEqualTo(new Ask(2, Why.ABSTENTIONS));
    assertThat(verdict(Escalation.step(poll(votes(3, 0, 0, 9))))).isEqualTo(Verdict.ACCEPT);
    assertThat(Escalation.step(poll(votes(0, 1, 0, 19))))
        .as("no more than 21 seats")
        .isEqualTo(new Ask(1, Why.ABSTENTIONS));
    assertThat(verdict(Escalation.step(among(poll(votes(0, 2, 0, 19)), 5))))
        .as("nobody left to ask, and two agree, of whom one at least is honest")
        .isEqualTo(Verdict.REJECT);
    assertThat(verdict(Escalation.step(poll(votes(0, 2, 0, 19)))))
        .as("both could collude")
        .isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict(Escalation.step(poll(votes(0, 1, 0, 20))))).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void dissentEnlargesThreeFiveSevenNine() {
    assertThat(Escalation.step(poll(votes(2, 1, 0, 0)))).isEqualTo(new Ask(2, Why.DISSENT));
    assertThat(Escalation.step(poll(votes(1, 1, 0, 0)))).isEqualTo(new Ask(3, Why.DISSENT));
    assertThat(Escalation.step(poll(votes(3, 2, 0, 0)))).isEqualTo(new Ask(2, Why.DISSENT));
    assertThat(Escalation.step(poll(votes(4, 3, 0, 0)))).isEqualTo(new Ask(2, Why.DISSENT));
    assertThat(Escalation.step(poll(votes(3, 3, 0, 0)))).isEqualTo(new Ask(1, Why.DISSENT));
    assertThat(verdict(Escalation.step(poll(votes(5, 4, 0, 0))))).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict(Escalation.step(closing(poll(votes(2, 1, 0, 0))))))
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void agreementThatIsNotWorthEnoughAsksForMore() {
    List<Ballot> worthless =
        poll(votes(3, 0, 0, 0)).ballots().stream()
            .map(b -> new Ballot(b.vote(), RUNTIME, Odds.NONE, 1, Evidence.UNCHECKED))
            .toList();
    assertThat(Escalation.step(poll(worthless))).isEqualTo(new Ask(2, Why.CONFIDENCE));
  }

  @Test
  void aMinorityThatColludesCannotSaveACheat() {
    assertThat(verdict(Escalation.step(among(poll(votes(1, 4, 0, 0)), 11))))
        .isEqualTo(Verdict.REJECT);
    assertThat(Escalation.step(among(poll(votes(1, 4, 0, 0)), 12)))
        .as("four of twelve could collude")
        .isEqualTo(new Ask(2, Why.DISSENT));
  }

  @Test
  void theMoreHaveNothingToSayTheMoreMustAgreeBeforeSomebodyIsSlashed() {
    Step more = new Ask(2, Why.COLLUSION);
    assertThat(verdict(Escalation.step(among(poll(votes(0, 3, 0, 0)), 100))))
        .isEqualTo(Verdict.REJECT);
    assertThat(Escalation.step(among(poll(votes(0, 3, 0, 1)), 100)))
        .as("(4/9)^3 is more than .06")
        .isEqualTo(more);
    assertThat(verdict(Escalation.step(among(poll(votes(0, 4, 0, 1)), 100))))
        .isEqualTo(Verdict.REJECT);
    assertThat(Escalation.step(among(poll(votes(0, 4, 0, 2)), 100))).isEqualTo(more);
    assertThat(verdict(Escalation.step(among(poll(votes(0, 5, 0, 2)), 100))))
        .isEqualTo(Verdict.REJECT);
    assertThat(verdict(Escalation.step(closing(among(poll(votes(0, 4, 0, 2)), 100)))))
        .isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict(Escalation.step(among(poll(votes(3, 0, 0, 3)), 100))))
        .as("nobody is slashed by an ACCEPT")
        .isEqualTo(Verdict.ACCEPT);
    assertThat(verdict(Escalation.step(under(among(poll(votes(0, 3, 0, 3)), 100), 3))))
        .as("version 3 did not ask")
        .isEqualTo(Verdict.REJECT);
  }

  @Test
  void moreThanCouldColludeNeedNotBeUnlikelyTo() {
    assertThat(verdict(Escalation.step(among(poll(votes(0, 4, 0, 17)), 11))))
        .as("four of eleven")
        .isEqualTo(Verdict.REJECT);
    assertThat(verdict(Escalation.step(among(poll(votes(0, 4, 0, 17)), 12))))
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void whoCouldColludeIsPresentWhoeverElseIsAway() {
    Poll three = among(poll(votes(0, 3, 0, 0)), 100);
    assertThat(verdict(Escalation.step(present(three, 90)))).isEqualTo(Verdict.REJECT);
    assertThat(Escalation.step(present(three, 80))).isEqualTo(new Ask(2, Why.COLLUSION));
    Poll nine = among(poll(votes(0, 9, 0, 0)), 100);
    assertThat(verdict(Escalation.step(present(nine, 60)))).isEqualTo(Verdict.REJECT);
    assertThat(verdict(Escalation.step(present(nine, 33)))).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(verdict(Escalation.step(present(among(poll(votes(0, 5, 0, 0)), 14), 5))))
        .as("five of fourteen are more than could")
        .isEqualTo(Verdict.REJECT);
  }

  @Test
  void ourOwnRunTellsColludersFromThoseThatRanTheJob() {
    Poll doubtful = among(poll(votes(0, 3, 0, 3)), 100);
    Poll before = with(doubtful, Referee.ON_REJECT);
    assertThat(Escalation.step(before)).as("no others are asked first").isEqualTo(new Refer());
    Poll same = among(poll(checked(before.ballots(), VerdictTable.root(1))), 100);
    assertThat(verdict(Escalation.step(with(same, Referee.ON_REJECT)))).isEqualTo(Verdict.REJECT);
    Poll caught = among(poll(checked(before.ballots(), VerdictTable.root(0))), 100);
    assertThat(Escalation.step(with(caught, Referee.ON_REJECT)))
        .isEqualTo(new Ask(3, Why.ABSTENTIONS));
    assertThat(verdict(Escalation.step(closing(before)))).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(Escalation.waitsForReferee(closing(before))).isTrue();
    assertThat(Escalation.torn(before)).isTrue();
    assertThat(Escalation.torn(doubtful)).as("there is none").isFalse();

    Poll others = with(doubtful, Referee.ON_DISSENT);
    assertThat(Escalation.step(others)).isEqualTo(new Ask(2, Why.COLLUSION));
    Poll spent = with(among(poll(votes(0, 3, 0, 18)), 100), Referee.ON_DISSENT);
    assertThat(Escalation.step(spent)).as("nobody else can be asked").isEqualTo(new Refer());
    assertThat(Escalation.waitsForReferee(with(closing(spent), Referee.NONE))).isFalse();
  }

  @Test
  void twoEchoesAgainstOneThatRanTheJobAreNeverAnAccept() {
    Step step = Escalation.step(poll(votes(2, 1, 0, 0)));
    assertThat(step).isEqualTo(new Ask(2, Why.DISSENT));
    assertThat(Escalation.step(poll(votes(4, 1, 0, 0))))
        .as("four of twelve could all be lazy")
        .isEqualTo(new Ask(2, Why.DISSENT));
    assertThat(verdict(Escalation.step(poll(votes(7, 1, 0, 0))))).isEqualTo(Verdict.ACCEPT);
  }

  @Test
  void theMediatorsOwnRunResolvesWhatNobodyElseCan() {
    Poll torn = with(among(poll(votes(8, 1, 0, 0)), 1_000), Referee.ON_DISSENT);
    assertThat(Escalation.step(torn)).isEqualTo(new Refer());
    Hash32 honest = VerdictTable.root(1);
    Poll echoesGone = among(poll(checked(torn.ballots(), honest)), 1_000);
    assertThat(Escalation.step(echoesGone)).isEqualTo(new Ask(2, Why.ABSTENTIONS));
    Poll dissenterGone = among(poll(checked(torn.ballots(), VerdictTable.root(0))), 1_000);
    assertThat(verdict(Escalation.step(dissenterGone))).isEqualTo(Verdict.ACCEPT);
    assertThat(verdict(Escalation.step(closing(torn)))).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void aPanelDrawnForItMovesNoMoneyBeforeItsEvidenceWasLookedAt() {
    Poll echoes = with(poll(votes(3, 0, 0, 0)), Referee.ALWAYS);
    assertThat(Escalation.step(echoes)).isEqualTo(new Refer());
    assertThat(verdict(Escalation.step(closing(echoes)))).isEqualTo(Verdict.INCONCLUSIVE);
    Poll caught = with(poll(checked(echoes.ballots(), VerdictTable.root(5))), Referee.ALWAYS);
    assertThat(Escalation.step(caught)).isEqualTo(new Ask(3, Why.ABSTENTIONS));
    Poll confirmed = with(poll(checked(echoes.ballots(), VerdictTable.root(0))), Referee.ALWAYS);
    assertThat(verdict(Escalation.step(confirmed))).isEqualTo(Verdict.ACCEPT);
  }

  @Test
  void noStakeIsTakenOnAWordThatOurOwnRunCouldCheck() {
    Poll captured = with(poll(votes(0, 3, 0, 0)), Referee.ON_REJECT);
    assertThat(Escalation.step(captured)).isEqualTo(new Refer());
    Poll honest = with(poll(votes(3, 0, 0, 0)), Referee.ON_REJECT);
    assertThat(verdict(Escalation.step(honest))).isEqualTo(Verdict.ACCEPT);
    Poll failed = with(captured, Referee.NONE);
    assertThat(verdict(Escalation.step(failed)))
        .as("our own run failed: it says nothing")
        .isEqualTo(Verdict.REJECT);
    assertThat(verdict(Escalation.step(closing(captured)))).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void anotherRuntimeAbstainsByItself() {
    List<Ballot> ballots = new ArrayList<>(ballots(votes(3, 0, 0, 0)));
    Vote skewed = ballots(votes(3, 1, 0, 0)).getLast().vote();
    ballots.add(new Ballot(skewed, VerdictTable.root(8), FOUR, 1, Evidence.UNCHECKED));
    assertThat(verdict(Escalation.step(poll(ballots)))).isEqualTo(Verdict.ACCEPT);
  }

  @Test
  void anOperatorHasOneVoiceAndNoneIfItContradictsItself() {
    Ballot one = ballot(new Vote.Mismatch(Address.ZERO, "same", VerdictTable.root(1)));
    Ballot other = ballot(new Vote.Mismatch(Address.ZERO, "same", VerdictTable.root(2)));
    Ballot silent = ballot(new Vote.Abstain(Address.ZERO, "same", AbstentionReason.MEMORY));
    assertThat(Escalation.step(poll(List.of(one, one, one))))
        .isEqualTo(new Ask(2, Why.ABSTENTIONS));
    assertThat(Escalation.step(poll(List.of(silent, one)))).isEqualTo(new Ask(2, Why.ABSTENTIONS));
    assertThat(Escalation.step(poll(List.of(one, other)))).isEqualTo(new Ask(3, Why.ABSTENTIONS));
  }

  @Test
  void thePosteriorDecidesNotTheCount() {
    List<Ballot> ballots = new ArrayList<>();
    for (Ballot b : ballots(votes(5, 4, 0, 0))) {
      Odds odds = b.vote() instanceof Vote.Match ? Odds.NONE : Odds.of(19);
      ballots.add(new Ballot(b.vote(), RUNTIME, odds, 1, Evidence.UNCHECKED));
    }
    Poll few = among(poll(ballots), 11);
    assertThat(verdict(Escalation.step(few)))
        .as("four proven against five unknown")
        .isEqualTo(Verdict.REJECT);
  }

  @Test
  void onlyADeterministicJobThatNamesItsRuntimeIsEverRejected() {
    everyMultiset()
        .forEach(
            counts -> {
              for (Poll now : List.of(poll(counts), closing(poll(counts)))) {
                for (Step step :
                    List.of(
                        Escalation.step(of(now, Profile.DETERMINISTIC, Optional.empty())),
                        Escalation.step(of(now, Profile.AMBIENT, Optional.of(RUNTIME))),
                        Escalation.step(of(now, Profile.UNKNOWN, Optional.of(RUNTIME))))) {
                  if (step instanceof Decided d) {
                    assertThat(d.verdict()).as("%s", counts).isNotEqualTo(Verdict.REJECT);
                  }
                }
              }
            });
  }

  @Test
  void theOtherVerdictsAreAsBefore() {
    Poll missing = poll(new Counts(0, 0, 0, 0, 2, 0, 1));
    assertThat(verdict(Escalation.step(missing))).isEqualTo(Verdict.UNAVAILABLE);
    Poll differing = poll(new Counts(1, 0, 0, 0, 0, 2, 0));
    assertThat(verdict(Escalation.step(of(differing, Profile.AMBIENT, Optional.empty()))))
        .isEqualTo(Verdict.NONDETERMINISTIC);
    assertThat(Escalation.step(differing)).isInstanceOf(Ask.class);
  }

  /**
   * Every multiset of votes: a REJECT has two that agree, the posterior that was asked for, and no
   * match beside it unless more operators agree than could collude.
   */
  @Test
  void noRejectAgainstDissentUnlessMoreAgreeThanCouldCollude() {
    everyMultiset()
        .forEach(
            counts -> {
              for (long operators : new long[] {9, 12, 15, 100}) {
                for (Poll now : List.of(poll(counts), closing(poll(counts)))) {
                  Step step = Escalation.step(among(now, operators));
                  if (step instanceof Decided d && d.verdict() == Verdict.REJECT) {
                    assertThat(counts.first()).as("%s", counts).isGreaterThanOrEqualTo(2);
                    assertThat(d.confidence()).isGreaterThanOrEqualTo(Probability.of("0.94"));
                    int asked = counts.size();
                    double share = operators / 3.0 / operators * asked / counts.decisive();
                    assertThat(
                            3L * counts.first() > operators
                                || (!counts.dissent() && Math.pow(share, counts.first()) <= 0.06))
                        .as("%s of %s", counts, operators)
                        .isTrue();
                    if (counts.dissent()) {
                      assertThat(3L * counts.first()).as("%s", counts).isGreaterThan(operators);
                      assertThat(counts.decisive()).isGreaterThanOrEqualTo(5);
                    }
                  }
                  if (step instanceof Decided d && d.verdict() == Verdict.ACCEPT) {
                    assertThat(counts.match()).as("%s", counts).isGreaterThanOrEqualTo(2);
                    assertThat(d.confidence()).isGreaterThanOrEqualTo(Probability.of("0.9"));
                    assertThat(!counts.dissent() || 2L * counts.match() > operators).isTrue();
                  }
                }
              }
            });
  }

  @Test
  void theOrderOfTheBallotsDoesNotMatter() {
    System.out.println("EscalationTest seed " + SEED + " (-Dlilypad.seed=...)");
    Random random = new Random(SEED);
    everyMultiset()
        .filter(counts -> random.nextInt(4) == 0)
        .forEach(
            counts -> {
              List<Ballot> ballots = new ArrayList<>(ballots(counts));
              Collections.shuffle(ballots, random);
              assertThat(Escalation.step(poll(ballots)))
                  .as("seed %s %s", SEED, counts)
                  .isEqualTo(Escalation.step(poll(counts)));
            });
  }

  /** Golden decisions: never changed; another rule is another version. */
  @Test
  void aReleasedVersionAnswersForEverWhatItAnswered() {
    assertThat(answers(3))
        .hasToString("0x939d9889eb2208e30b5dd174d37a8832fcdec5a161affe62153a7ced54fc29f6");
    assertThat(answers(4))
        .hasToString("0xdf99d1e9bf6786012773992b803e22607c5aa6e62db0e83f4005bb533eff316c");
    assertThat(Escalation.VERSION).isEqualTo(4);
  }

  private static Hash32 answers(int version) {
    StringBuilder text = new StringBuilder();
    everyMultiset()
        .filter(counts -> counts.size() < 8)
        .forEach(
            counts -> {
              for (Referee referee : Referee.values()) {
                Poll now = under(with(poll(counts), referee), version);
                text.append(Escalation.step(now))
                    .append(Escalation.step(closing(now)))
                    .append(Escalation.step(among(now, 30)))
                    .append(Escalation.step(of(now, Profile.AMBIENT, Optional.empty())))
                    .append('\n');
              }
            });
    return Keccak.hash(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatADecidedPollSaysOfItsVoters() {
    Poll decided = poll(votes(1, 4, 0, 1));
    List<Scoring.Observation> seen = Scoring.of(decided, Verdict.REJECT);
    assertThat(seen).hasSize(6);
    assertThat(seen.getFirst().mark().fault()).as("the match was wrong").isTrue();
    assertThat(seen.subList(1, 5)).noneMatch(o -> o.mark().fault());
    assertThat(seen.getLast().mark().dimension()).isEqualTo(Reputation.Dimension.ABSTAINED);
    assertThat(Scoring.of(decided, Verdict.INCONCLUSIVE))
        .allMatch(o -> o.mark().dimension() == Reputation.Dimension.ABSTAINED);
    List<Scoring.Observation> checked =
        Scoring.of(
            poll(checked(ballots(votes(1, 1, 0, 0)), VerdictTable.root(0))), Verdict.INCONCLUSIVE);
    assertThat(checked.stream().map(o -> o.mark().fault())).containsExactly(false, true);
  }

  @Test
  void theNumbersAreInTheirOrder() {
    Probability some = Probability.of("0.1");
    assertThatThrownBy(() -> new Parameters(4, 3, 1, 9, 21, some, some, some, some))
        .isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> new Parameters(4, 3, 2, 4, 21, some, some, some, some))
        .isInstanceOf(MalformedValue.class);
    assertThatThrownBy(() -> new Parameters(4, 3, 2, 9, 8, some, some, some, some))
        .isInstanceOf(MalformedValue.class);
  }
}
