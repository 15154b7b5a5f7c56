package lilypad.protocol.deal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import lilypad.protocol.ChainLog;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.rules.Profile;
import org.junit.jupiter.api.Test;

/** Thousands of open deals are in memory: what is equal in a deal's state is there once. */
class HeldStateTest {

  /** Each fact as it is read from a journal: it shares nothing with the one before. */
  private static DealState replayed() {
    DisputedDeal deal =
        DisputedDeal.withPanel(DisputedDeal.WRONG.toString())
            .all(DisputedDeal.RIGHT, "ann", "bob", "cid")
            .head(11, 2_001);
    DealState state = DealState.EMPTY;
    for (DealEvent fact : deal.facts) {
      byte[] bytes = JournalCodec.encode(fact);
      state = state.apply((DealEvent) JournalCodec.decode(JournalCodec.manifest(fact), bytes));
    }
    assertThat(state).isEqualTo(deal.state);
    return state;
  }

  private static <T> void areOne(Stream<T> values, int count) {
    List<T> all = values.toList();
    assertThat(all).hasSize(count).allSatisfy(value -> assertThat(value).isSameAs(all.getFirst()));
  }

  @Test
  void whatMostOfAPanelShowsIsHeldOnceHoweverManyShowIt() {
    List<Seat.Progress.Revealed> shown =
        replayed()
            .mediation()
            .orElseThrow()
            .seats()
            .map(seat -> (Seat.Progress.Revealed) seat.progress())
            .toList();
    areOne(shown.stream().map(Seat.Progress.Revealed::resultRoot), 3);
    areOne(shown.stream().map(Seat.Progress.Revealed::executionRoot), 3);
  }

  @Test
  void whoShowsAnotherResultKeepsItsOwn() {
    DisputedDeal deal = DisputedDeal.withPanel(DisputedDeal.WRONG.toString());
    deal.commits("ann", DisputedDeal.RIGHT);
    deal.commits("bob", DisputedDeal.WRONG);
    deal.commits("cid", DisputedDeal.RIGHT);
    deal.reveals("ann", DisputedDeal.RIGHT);
    deal.reveals("bob", DisputedDeal.WRONG);
    deal.reveals("cid", DisputedDeal.RIGHT);
    assertThat(deal.round("ann").seats())
        .allSatisfy(
            seat ->
                assertThat(((Seat.Progress.Revealed) seat.progress()).resultRoot())
                    .isEqualTo(
                        (seat.member().operator().equals("bob")
                                ? DisputedDeal.WRONG
                                : DisputedDeal.RIGHT)
                            .digest()));
  }

  @Test
  void logsOfOneBlockHoldItAndItsContractOnce() {
    List<DealState.LoggedAt> logs = replayed().logs();
    areOne(logs.stream().map(DealState.LoggedAt::block), 2);
    areOne(logs.stream().map(DealState.LoggedAt::log).map(ChainLog::address), 2);
    areOne(logs.stream().map(DealState.LoggedAt::log).map(ChainLog::blockHash), 2);
  }

  @Test
  void jobsWithoutInputsHoldNoMapsOfTheirOwn() {
    JobToRun job = DisputedDeal.job(Profile.DETERMINISTIC);
    areOne(Stream.of(job.inputs(), job.inputFiles(), replayedJob().inputs()), 3);
  }

  private static JobToRun replayedJob() {
    return replayed().mediation().orElseThrow().job().orElseThrow();
  }
}
