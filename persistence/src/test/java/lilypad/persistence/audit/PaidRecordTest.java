package lilypad.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import lilypad.persistence.audit.RecordCheck.Options;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Decision;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.merkle.InclusionProof;
import lilypad.protocol.merkle.MerkleHash;
import lilypad.protocol.merkle.MerkleNodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an honest record of three signing nodes must pass, and what must not be left out of it. */
class PaidRecordTest {

  private static final Hash32 RUNTIME = PaidRecord.RUNTIME;
  private static final Hash32 OTHER = PaidRecord.hash("another runtime");
  private static final Predicate<JournalEvent> PAY = DealEvent.PayEarned.class::isInstance;

  @TempDir Path folder;

  private List<Finding> check(DemoRecord record) {
    return findings(record.write(folder.resolve("record.audit")));
  }

  private List<Finding> checkWithTail(DemoRecord record) {
    Path file = record.write(folder.resolve("tail.audit"));
    return RecordCheck.check(file, new Options(Trust.FILE_ONLY, true), at -> {}).findings();
  }

  private static List<Finding> findings(Path file) {
    return RecordCheck.check(file, new Options(Trust.FILE_ONLY, false), at -> {}).findings();
  }

  private List<Finding> checkBundle(DemoRecord record) {
    DealSelection selection = new DealSelection(PaidRecord.KEY);
    record.leaves().forEach(selection::take);
    SignedTreeHead head = record.heads().getLast();
    long size = head.head().size();
    ExportScope whole = record.scope();
    Path file = folder.resolve("bundle.audit");
    try (ExportWriter out =
        ExportWriter.begin(
            file,
            new ExportScope(
                whole.domain(), whole.signer(), Optional.of(PaidRecord.KEY), whole.exportedAt()))) {
      for (LoggedEvent leaf : selection.chosen()) {
        out.leaf(leaf, InclusionProof.of(new Nodes(record), leaf.index(), size).path());
      }
      out.head(head);
      out.end(size, head.head().root());
    }
    return findings(file);
  }

  private record Nodes(DemoRecord record) implements MerkleNodes {
    @Override
    public Hash32 node(int level, long index) {
      return level == 0
          ? record.leaves().get(Math.toIntExact(index)).hash()
          : MerkleHash.node(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
    }
  }

  private static void isMissing(List<Finding> findings, long leaf, String what) {
    assertThat(findings)
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.FactContradicted.class,
            found -> {
              assertThat(found.index()).isEqualTo(leaf);
              assertThat(found.owner()).isEqualTo(DealFacts.persistenceId(PaidRecord.KEY));
              assertThat(found.what()).isEqualTo(what);
              assertThat(found.found()).isEqualTo("none to the end of the record");
            });
  }

  /** A claim, a verdict, pay, and more of other owners' facts behind them. */
  private static PaidRecord judged() {
    PaidRecord record = new PaidRecord().shown("ann", "bob", "cid");
    record.later(1);
    return record;
  }

  /** The client accepts the claim while one of three has not shown its result yet. */
  private static PaidRecord accepted() {
    PaidRecord record = new PaidRecord().shown("ann", "bob");
    record.later(1);
    record.logs(AgreementState.RESULTS_ACCEPTED);
    record.later(4);
    record.later(4);
    return record;
  }

  @Test
  void anHonestRecordHolds() {
    for (PaidRecord record : List.of(judged(), accepted())) {
      assertThat(record.leaf(DealEvent.PayEarned.class)).isPositive();
      assertThat(check(record.written())).isEmpty();
      assertThat(checkBundle(record.written())).isEmpty();
    }
  }

  @Test
  void aRecordOfAMediatorThatWasAwayWhileItsNodesHadToAnswerHolds() {
    PaidRecord record = new PaidRecord();
    record.away(2);
    record.shown("ann", "bob");
    record.away(40);
    record.later(29);
    record.reveals("cid", RUNTIME);
    record.later(1);
    assertThat(record.leaf(DealEvent.RoundProlonged.class)).isPositive();
    assertThat(check(record.written())).isEmpty();
    assertThat(checkBundle(record.written())).isEmpty();
  }

  /** The mediator is away, and cid does not show its result afterwards either. */
  private static PaidRecord silentAfterABreak() {
    PaidRecord record = new PaidRecord();
    record.away(1);
    record.shown("ann", "bob");
    record.away(20);
    record.later(30);
    assertThat(record.leaf(DealEvent.AssignmentExpired.class)).isPositive();
    return record;
  }

  @Test
  void aMediatorThatHidesItsBreakToLetANodesTimeRunOutIsShown() {
    PaidRecord record = silentAfterABreak();
    assertThat(check(record.written())).isEmpty();
    assertThat(check(record.without(IntakeEvent.CaughtUp.class::isInstance)))
        .as("it says when it came back and no intake tells of it")
        .extracting(Finding::words)
        .anyMatch(words -> words.contains("since when the mediator was there: expected 0"));
    assertThat(check(record.without(DealEvent.RoundProlonged.class::isInstance)))
        .as("it was away and gave no time for that")
        .extracting(Finding::words)
        .anyMatch(words -> words.contains("deal.AssignmentExpired/2"));
  }

  @Test
  void aDealThatWasFinalAndGoesOnBecauseAnOperatorAcceptedAnotherChainHolds() {
    PaidRecord record = accepted();
    record.replaced(true);
    record.later(1);
    record.logs(AgreementState.RESULTS_CHECKED);
    record.later(1);
    record.logs(AgreementState.MEDIATION_ACCEPTED);
    record.later(4);
    record.later(4);
    Path file = record.written().write(folder.resolve("record.audit"));
    List<String> told = new ArrayList<>();
    RecordCheck.DealListener listener =
        new RecordCheck.DealListener() {
          @Override
          public void ended(DealKey deal, DealState state) {
            told.add(state.chain().state().name());
          }

          @Override
          public void again() {
            told.clear();
          }
        };
    assertThat(
            RecordCheck.check(file, new Options(Trust.FILE_ONLY, false), at -> {}, listener)
                .findings())
        .isEmpty();
    assertThat(told).containsExactly("MEDIATION_ACCEPTED");
  }

  @Test
  void aDealThatGoesOnAfterItsEndWithoutThatIsShown() {
    PaidRecord record = accepted();
    record.replaced(false);
    record.later(1);
    assertThat(check(record.written()))
        .extracting(Finding::words)
        .anyMatch(words -> words.contains("a deal that was over and final"));
    PaidRecord twice = accepted();
    twice.replaced(true);
    twice.logs(AgreementState.RESULTS_ACCEPTED);
    twice.later(4);
    twice.later(4);
    twice.replaced(false);
    assertThat(check(twice.written()))
        .as("what was read once more is over again")
        .extracting(Finding::words)
        .anyMatch(words -> words.contains("a deal that was over and final"));
  }

  @Test
  void aNodeThatSignsForAnotherRuntimeThanItsSeatsSpoilsNoHonestRecord() {
    PaidRecord record = new PaidRecord();
    refused(record.commits("ann", OTHER));
    record.shown();
    refused(record.reveals("ann", OTHER));
    record.reveals("ann", RUNTIME);
    record.reveals("bob", RUNTIME);
    record.reveals("cid", RUNTIME);
    record.later(1);
    assertThat(check(record.written())).isEmpty();

    PaidRecord abstaining = new PaidRecord();
    refused(abstaining.abstains("ann", OTHER));
    abstaining.shown("ann", "bob", "cid");
    assertThat(check(abstaining.written())).isEmpty();
  }

  @Test
  void aNodeThatComesBackAsAnotherWhileItsPanelIsWrittenSpoilsNoHonestRecord() {
    PaidRecord record = judged();
    DemoRecord raced = record.registered(record.leaf(DealEvent.PanelDrawn.class), "ann", OTHER);
    assertThat(check(raced)).isEmpty();
    assertThat(checkBundle(raced)).isEmpty();
  }

  private static void refused(Decision decision) {
    assertThat(decision.events()).isEmpty();
    assertThat(decision.rejection()).contains(new Decision.OtherRuntime(RUNTIME, OTHER));
  }

  @Test
  void whatIsWrittenInPartBehindTheNewestHeadSpoilsNoHonestRecord() {
    DemoRecord cut = judged().without(PAY);
    isMissing(check(cut), judged().leaf(DealEvent.VerdictReached.class), "pay");
    DemoRecord unsigned = cut.under(cut.leaves().size() - 2);
    assertThat(checkWithTail(unsigned))
        .as("a journal on Cassandra can end so, and nobody has signed that it does not go on")
        .isEmpty();
  }

  @Test
  void payThatIsLeftOutAfterADealsLastFactIsFoundWhereItWasDue() {
    PaidRecord record = judged();
    isMissing(check(record.without(PAY)), record.leaf(DealEvent.VerdictReached.class), "pay");
  }

  @Test
  void soItIsOfADealThatIsOverAndFinal() {
    PaidRecord record = accepted();
    isMissing(check(record.without(PAY)), record.leaf(DealEvent.MediationClosed.class), "pay");
  }

  @Test
  void soItIsInABundle() {
    PaidRecord record = judged();
    isMissing(checkBundle(record.without(PAY)), record.leaf(DealEvent.VerdictReached.class), "pay");
  }

  @Test
  void aVerdictThatIsLeftOutIsFoundToo() {
    PaidRecord record = judged();
    Predicate<JournalEvent> verdict = DealEvent.VerdictReached.class::isInstance;
    List<Finding> findings = check(record.without(verdict.or(PAY)));
    isMissing(findings, record.leaf(DealEvent.VerdictReached.class) - 1L, "deal.VerdictReached/3");
  }

  @Test
  void aRecordThatEndsInTheMiddleOfWhatIsWrittenAtOnceHolds() {
    PaidRecord record = judged();
    DemoRecord cut = record.cut(record.leaf(DealEvent.PayEarned.class));
    assertThat(check(cut)).isEmpty();
    assertThat(checkBundle(cut)).isEmpty();
  }

  @Test
  void othersFactsMayStandBetweenThoseOfOneWrite() {
    PaidRecord record = accepted();
    int pay = record.leaf(DealEvent.PayEarned.class);
    assertThat(check(record.late(pay))).isEmpty();
  }
}
