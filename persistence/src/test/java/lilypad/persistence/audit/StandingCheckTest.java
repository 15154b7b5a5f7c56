package lilypad.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.deal.DealReplay.Contradiction;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.deal.Score;
import lilypad.protocol.deal.Voice;
import lilypad.protocol.roster.TrackRecord;
import lilypad.protocol.roster.VerifierEvent.VerifierObserved;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Reputation.Dimension;
import lilypad.protocol.rules.Reputation.Evidence;
import lilypad.protocol.rules.Reputation.Mark;
import lilypad.protocol.rules.Standing;
import org.junit.jupiter.api.Test;

class StandingCheckTest {

  private static final Address NODE = new Address(Bytes.of(new byte[20]));
  private static final Hash32 RUNTIME = hash(200);
  private static final long AT = 1_700_000_000L;

  private final StandingCheck check = new StandingCheck();
  private final List<Contradiction> wrong = new ArrayList<>();

  private static Hash32 hash(int n) {
    return Keccak.hash(new byte[] {(byte) n});
  }

  private static Score score(int assignment, boolean fault) {
    return new Score(
        new PanelMember(hash(assignment), NODE, "ann", RUNTIME, Voice.PLAIN),
        1,
        List.of(new Mark(Dimension.WRONG, fault)),
        AT);
  }

  private static VerifierObserved seen(int assignment, boolean fault) {
    return new VerifierObserved(
        hash(assignment), 1, RUNTIME, List.of(new Mark(Dimension.WRONG, fault)), AT);
  }

  private static Candidate candidate(Standing standing) {
    return new Candidate(NODE, "ann", RUNTIME, 1, standing);
  }

  private static Standing after(int observations) {
    TrackRecord record = TrackRecord.EMPTY;
    for (int i = 0; i < observations; i++) {
      record = record.after(seen(i, false));
    }
    return record.standing(RUNTIME, AT);
  }

  private void observe(int assignment, boolean fault) {
    check.scored(score(assignment, fault));
    check.observed(NODE, seen(assignment, fault), wrong::add);
  }

  @Test
  void aStandingIsThatOfTheRecordItNamesNowOrLatelyOrSoon() {
    check.drawn(candidate(Standing.UNKNOWN), AT, wrong::add);
    check.drawn(candidate(after(2)), AT, wrong::add);
    observe(0, false);
    observe(1, false);
    check.drawn(candidate(after(2)), AT, wrong::add);
    check.drawn(candidate(after(1)), AT, wrong::add);
    check.end();
    assertThat(wrong).isEmpty();
  }

  @Test
  void aStandingThatIsMadeUpIsShown() {
    observe(0, true);
    check.drawn(candidate(new Standing(1, new Evidence(1_000_000, 0))), AT, wrong::add);
    assertThat(wrong).singleElement().satisfies(c -> assertThat(c.what()).contains("standing"));
  }

  @Test
  void aStandingFromBeforeAFaultIsNotGoodForEver() {
    for (int i = 0; i < 300; i++) {
      observe(i, true);
    }
    check.drawn(candidate(Standing.UNKNOWN), AT, wrong::add);
    assertThat(wrong).hasSize(1);
  }

  @Test
  void aStandingOfObservationsThatNeverCameIsShownAtTheEnd() {
    check.drawn(candidate(after(3)), AT, wrong::add);
    observe(0, false);
    assertThat(wrong).isEmpty();
    check.end();
    assertThat(wrong).hasSize(1);
  }

  @Test
  void anObservationThatNoVerdictGivesIsShown() {
    check.observed(NODE, seen(0, false), wrong::add);
    assertThat(wrong).as("its verdict may come yet").isEmpty();
    check.end();
    assertThat(wrong).hasSize(1);
  }

  @Test
  void anObservationThatSaysSomethingElseThanItsVerdictIsShown() {
    check.scored(score(0, true));
    check.observed(NODE, seen(0, false), wrong::add);
    check.observed(NODE, seen(1, false), wrong::add);
    check.scored(score(1, true));
    assertThat(wrong).hasSize(2);
  }

  @Test
  void anObservationInTheRecordOfSomebodyElseIsShown() {
    check.scored(score(0, false));
    check.observed(new Address(hash(7).bytes().slice(0, 20)), seen(0, false), wrong::add);
    assertThat(wrong).hasSize(1);
  }
}
