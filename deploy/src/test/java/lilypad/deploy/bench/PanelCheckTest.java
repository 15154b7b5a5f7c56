package lilypad.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import lilypad.deploy.bench.DisputeHistory.Made;
import lilypad.mediator.deal.DealActor;
import lilypad.persistence.audit.RecordCheck;
import lilypad.persistence.audit.Trust;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.block.BlockHeader;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.Grounds;
import lilypad.protocol.job.DealContainer;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.SolverDeal;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PanelCheckTest {

  private static final PanelDeals MARKET = new PanelDeals(100, 200);

  @TempDir Path folder;

  private static String owner(int deal) {
    return DealActor.persistenceId(PanelDeals.key(PanelDeals.deal(deal).id())).id();
  }

  private static DealEvent verdict(Verdict verdict) {
    return new DealEvent.VerdictReached(
        verdict,
        new Grounds.Polled(
            Probability.ZERO,
            3,
            new Poll(
                List.of(),
                Profile.DETERMINISTIC,
                Optional.empty(),
                1,
                1,
                false,
                Poll.Referee.NONE,
                Poll.Parameters.DEFAULT)),
        1);
  }

  @Test
  void anotherVerdictThanTheGeneratorKnowsIsNoResult() {
    assertThat(PanelDeals.expected(2)).isEqualTo(Verdict.REJECT);
    PanelCheck check = new PanelCheck(MARKET);

    assertThatCode(() -> check.happened(owner(2), verdict(Verdict.REJECT)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> check.happened(owner(3), verdict(Verdict.REJECT)))
        .isInstanceOf(BenchFault.class)
        .hasMessage("expected ACCEPT of deal 3, got REJECT");
    assertThatThrownBy(() -> check.happened(owner(3), verdict(Verdict.INCONCLUSIVE)))
        .hasMessage("expected ACCEPT of deal 3, got INCONCLUSIVE");
    assertThatThrownBy(() -> check.happened("deal|" + Hash32.ZERO, verdict(Verdict.ACCEPT)))
        .hasMessageContaining("expected a deal of the market");
  }

  @Test
  void aSolversAnswerGivesTheIdThatTheChainHas() {
    SolverDeal deal = PanelDeals.deal(17);
    DealContainer told = DealContainer.parse(PanelDeals.container(deal));

    assertThat(DealIds.recompute(told.dealJson()).toString()).isEqualTo(deal.id().text());
    assertThat(told.deal().pricing().onChain())
        .isEqualTo(MARKET.reading(17, deal.id(), blocks()).deal().pricing());
    assertThat(told.deal().members())
        .isEqualTo(MARKET.reading(17, deal.id(), blocks()).deal().members());
  }

  @Test
  void headersCanBeRecomputedAndEachBlockAfterChecksHasItsOwnBeacon() {
    List<BlockHeader> headers = MARKET.headers();

    for (int number = 1; number < headers.size(); number++) {
      assertThat(headers.get(number).parentHash()).isEqualTo(headers.get(number - 1).hash());
    }
    assertThat(headers.stream().map(BlockHeader::mixHash)).doesNotHaveDuplicates();
    List<DealId> ids =
        IntStream.range(0, 200).mapToObj(deal -> PanelDeals.deal(deal).id()).toList();
    List<Integer> logs =
        headers.stream().map(header -> MARKET.logs(header.block(), ids).size()).toList();
    assertThat(logs.subList(0, 7)).containsExactly(0, 400, 300, 400, 300, 400, 0);
    assertThat(MARKET.checked(100)).isEqualTo(6);
    assertThat(MARKET.quiet(100)).isEqualTo(106);
    assertThat(logs.subList(6, 107)).as("only time goes on").containsOnly(0);
    assertThat(logs.get(107)).isEqualTo(400);
    assertThat(MARKET.checked(200)).isEqualTo(108);
    assertThat(logs.subList(108, logs.size())).hasSize(101).containsOnly(0);
  }

  private static List<BlockRef> blocks() {
    return MARKET.headers().stream().map(BlockHeader::block).toList();
  }

  /** What the auditor's own bench is measured on. */
  @Test
  void aGeneratedRecordIsOfTodaysRulesAndHolds() {
    GeneratedRecord made = GeneratedRecord.make(folder.resolve("made.audit"), 2_000);
    RecordCheck.Report report =
        RecordCheck.check(made.file(), new RecordCheck.Options(Trust.FILE_ONLY, false), at -> {});

    assertThat(report.findings()).isEmpty();
    assertThat(report.counts().panels()).isEqualTo(made.groups()).isGreaterThan(10);
    List<Made> facts = new ArrayList<>();
    DisputeHistory history = new DisputeHistory();
    IntStream.range(0, 10).forEach(group -> facts.addAll(history.group(group)));
    List<DealEvent.PanelDrawn> panels =
        facts.stream()
            .map(Made::fact)
            .filter(DealEvent.PanelDrawn.class::isInstance)
            .map(DealEvent.PanelDrawn.class::cast)
            .toList();
    assertThat(panels).hasSize(10).allMatch(panel -> panel.rule() == 4);
    assertThat(
            panels.getLast().candidates().stream()
                .mapToLong(candidate -> candidate.standing().observations())
                .sum())
        .isEqualTo(27);
    assertThat(
            facts.stream().map(Made::fact).filter(VerifierEvent.VerifierObserved.class::isInstance))
        .hasSize(30);
  }
}
