package lilypad.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import lilypad.deploy.bench.CheatedMarket.Outcome;
import lilypad.deploy.bench.CheatedMarket.Strategy;
import lilypad.deploy.bench.DisputeHistory.Made;
import lilypad.persistence.audit.Finding;
import lilypad.persistence.audit.RecordCheck;
import lilypad.persistence.audit.RecordCheck.Report;
import lilypad.persistence.audit.Trust;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.PanelMember;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.ErrorBound;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The record of a {@link CheatedMarket}, as an auditor checks it. */
class CheatedMarketTest {

  private static final long SEED = Long.getLong("lilypad.seed", System.nanoTime());
  private static final int DEALS = Integer.getInteger("lilypad.deals", 60);

  /** A bound is said to be broken when that was less likely than this. */
  private static final Probability TAIL = Probability.of("0.000000001");

  @TempDir Path folder;

  private static CheatedMarket market(int deals, boolean refereed) {
    CheatedMarket market = new CheatedMarket(SEED, refereed);
    for (int deal = 0; deal < deals; deal++) {
      market.dispute();
    }
    return market;
  }

  private Report audit(CheatedMarket market, List<Made> facts) {
    Path file = folder.resolve("record");
    GeneratedRecord.of(file, market.settings(), facts);
    return RecordCheck.check(file, new RecordCheck.Options(Trust.FILE_ONLY, true), at -> {});
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theRecordOfDisputesAmongCheatsHoldsAndItsVerdictsAreRight(boolean refereed) {
    CheatedMarket market = market(DEALS, refereed);
    Report report = audit(market, market.facts());
    Map<Verdict, Integer> ofRight = new EnumMap<>(Verdict.class);
    Map<Verdict, Integer> ofWrong = new EnumMap<>(Verdict.class);
    int overDissent = 0;
    for (Outcome outcome : market.outcomes()) {
      (outcome.claimIsRight() ? ofRight : ofWrong).merge(outcome.verdict(), 1, Integer::sum);
      boolean moves = outcome.verdict() == Verdict.ACCEPT || outcome.verdict() == Verdict.REJECT;
      boolean wrong = outcome.claimIsRight() != (outcome.verdict() == Verdict.ACCEPT);
      overDissent += moves && wrong && outcome.honestDissent() ? 1 : 0;
    }
    int right = ofRight.values().stream().mapToInt(Integer::intValue).sum();
    int wrong = market.outcomes().size() - right;
    int slashed = ofRight.getOrDefault(Verdict.REJECT, 0);
    int survived = ofWrong.getOrDefault(Verdict.ACCEPT, 0);
    double epsilon = Poll.Parameters.DEFAULT.rejectError().value();
    double colluding = market.shareOfAnswers(EnumSet.of(Strategy.COLLUDER));
    double echoing =
        Math.pow(
            market.shareOfAnswers(EnumSet.of(Strategy.COLLUDER, Strategy.LAZY)),
            Poll.Parameters.DEFAULT.quorum());
    long panels =
        market.facts().stream().filter(m -> m.fact() instanceof DealEvent.PanelDrawn).count();
    System.out.printf(
        Locale.ROOT,
        "CheatedMarketTest seed %d, %d deals, referee %s, colluders %.3f of the weight that answers%n"
            + "  verdicts on right claims %s (epsilon promises at most %.1f slashed),"
            + " on wrong ones %s (by echoing at most %.1f accepted);"
            + " wrong over an honest dissent %d%n"
            + "  audited: %d facts, %d panels drawn again, %d verdicts reached again, %d signatures,"
            + " earned %s and credited %s, %d findings%n",
        SEED,
        DEALS,
        refereed,
        colluding,
        ofRight,
        epsilon * right,
        ofWrong,
        echoing * wrong,
        overDissent,
        report.counts().facts(),
        report.counts().panels(),
        report.counts().verdicts(),
        report.counts().signatures(),
        report.counts().pay().earned(),
        report.counts().pay().credited(),
        report.findings().size());

    assertThat(overDissent).as("seed %d", SEED).isZero();
    assertThat(atLeast(slashed, right)).as("seed %d", SEED).isLessThanOrEqualTo(epsilon);
    assertThat(refereed ? slashed : 0).as("our own run comes before a REJECT").isZero();
    assertThat(atLeast(survived, wrong)).as("seed %d", SEED).isLessThanOrEqualTo(echoing);
    assertThat(market.copiesOpened()).as("seed %d", SEED).isZero();
    assertThat(market.sat()).as("seed %d", SEED).isEqualTo(EnumSet.allOf(Strategy.class));
    assertThat(market.facts())
        .extracting(Made::fact)
        .as("somebody was late")
        .hasAtLeastOneElementOfType(DealEvent.ResultShownLate.class);
    assertThat(report.findings()).as("seed %d", SEED).isEmpty();
    assertThat(report.counts().mediations()).isEqualTo(DEALS);
    assertThat(report.counts().panels()).isEqualTo(panels);
    assertThat(report.counts().verdicts()).isEqualTo(DEALS);
    assertThat(report.counts().signatures()).isEqualTo(market.signatures());
    assertThat(report.counts().pay().credited())
        .isEqualTo(report.counts().pay().earned())
        .isPositive();
    assertThat(report.counts().paidIn()).isGreaterThan(BigInteger.ZERO);
  }

  /** What a rate is at least, of which so many of so many were seen; wrong once in 10^9. */
  private static double atLeast(int seen, int of) {
    return of == 0 ? 0 : 1 - ErrorBound.upper(of, of - seen, TAIL).value();
  }

  @Test
  void aPanelWithOneColluderInAnothersSeatIsFoundWhereItStands() {
    CheatedMarket market = market(3, false);
    List<Made> facts = new ArrayList<>(market.facts());
    int at =
        IntStream.range(0, facts.size())
            .filter(i -> facts.get(i).fact() instanceof DealEvent.PanelDrawn)
            .findFirst()
            .orElseThrow();
    Made honest = facts.get(at);
    facts.set(at, new Made(honest.owner(), swapped((DealEvent.PanelDrawn) honest.fact())));

    List<Finding> findings = audit(market, facts).findings();

    // The settings are the first leaf of the record.
    assertThat(findings.getFirst()).isInstanceOf(Finding.FactContradicted.class);
    assertThat(((Finding.FactContradicted) findings.getFirst()).index())
        .as("seed %d: %s", SEED, findings.getFirst())
        .isEqualTo(at + 1);
  }

  private static DealEvent.PanelDrawn swapped(DealEvent.PanelDrawn drawn) {
    List<PanelMember> members = new ArrayList<>(drawn.members());
    PanelMember out = members.getFirst();
    Candidate in =
        drawn.candidates().stream()
            .filter(c -> members.stream().noneMatch(m -> m.operator().equals(c.operator())))
            .findFirst()
            .orElseThrow();
    members.set(
        0,
        new PanelMember(
            out.assignment(), in.verifier(), in.operator(), out.runtimeDigest(), out.voice()));
    return new DealEvent.PanelDrawn(
        drawn.round(),
        members,
        drawn.candidates(),
        drawn.seed(),
        drawn.entropy(),
        drawn.rule(),
        drawn.commitDeadline(),
        Optional.of(drawn.drawing().orElseThrow()));
  }
}
