package lilypad.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lilypad.mediator.deal.DealActor;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LogDecoder;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.JournalEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveJournalTest {

  private static final int BLOCKS = 60;

  /** A fact as it lies in the journal. */
  private record Fact(String persistenceId, JournalEvent event, long at) {}

  private final LiveChain chain = new LiveChain(3);
  private final List<Fact> facts = new ArrayList<>();
  private long deliveries;

  @BeforeEach
  void aMediatorWithoutFaultFollowsTheChain() {
    for (int i = 0; i < BLOCKS; i++) {
      if (i % 10 == 9) {
        List<LiveChain.Mined> before = chain.canonical();
        chain.reorganise();
        List<LiveChain.Mined> after = chain.canonical();
        before.stream()
            .filter(mined -> !after.contains(mined))
            .sorted(Comparator.comparingLong(mined -> -mined.block().number()))
            .forEach(this::retracted);
        after.stream().filter(mined -> !before.contains(mined)).forEach(this::taken);
      }
      taken(chain.mine());
    }
  }

  private void taken(LiveChain.Mined mined) {
    List<IntakeEvent.DealLogs> deals = deals(mined);
    List<ChainLog> others = mined.logs().stream().filter(log -> deal(log).isEmpty()).toList();
    intake(new IntakeEvent.BlockSeen(mined.block(), deals, others, List.of()), mined.at() + 5);
    for (IntakeEvent.DealLogs logs : deals) {
      for (ChainLog log : logs.logs()) {
        facts.add(
            new Fact(
                id(logs.deal()),
                new DealEvent.LogRecorded(logs.deal(), mined.block(), log),
                mined.at() + 6));
      }
    }
    delivered(deals.size(), mined.at() + 7);
  }

  private void retracted(LiveChain.Mined mined) {
    List<DealId> deals = deals(mined).stream().map(IntakeEvent.DealLogs::deal).toList();
    intake(new IntakeEvent.BlockRetracted(mined.block(), deals), mined.at() + 900);
    for (DealId deal : deals) {
      facts.add(new Fact(id(deal), new DealEvent.LogsRetracted(mined.block()), mined.at() + 901));
    }
    delivered(deals.size(), mined.at() + 902);
  }

  private void delivered(int more, long at) {
    if (more > 0) {
      deliveries += more;
      intake(new IntakeEvent.DeliveryAdvanced(deliveries), at);
    }
  }

  private void intake(IntakeEvent event, long at) {
    facts.add(new Fact("intake|one", event, at));
  }

  private static List<IntakeEvent.DealLogs> deals(LiveChain.Mined mined) {
    return mined.logs().stream()
        .filter(log -> deal(log).isPresent())
        .collect(Collectors.groupingBy(log -> deal(log).orElseThrow()))
        .entrySet()
        .stream()
        .map(entry -> new IntakeEvent.DealLogs(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Optional<DealId> deal(ChainLog log) {
    return ((DecodedLog.Decoded) LogDecoder.decode(log)).event().deal();
  }

  private static String id(DealId deal) {
    return DealActor.persistenceId(LiveChain.key(deal)).id();
  }

  private LiveJournal journal() {
    LiveJournal journal = new LiveJournal();
    facts.forEach(fact -> journal.happened(fact.persistenceId(), fact.event(), fact.at()));
    return journal;
  }

  private LogDifference difference() {
    return journal().against(chain.canonical());
  }

  /** The last recorded log of a deal, of the last block with such: it is canonical. */
  private int lastRecorded() {
    int last = facts.size() - 1;
    while (!(facts.get(last).event() instanceof DealEvent.LogRecorded)) {
      last--;
    }
    return last;
  }

  @Test
  void aJournalThatTellsWhatTheChainTellsDiffersInNothingAlsoAfterReorganisations() {
    assertThat(chain.replaced()).isPositive();
    assertThat(difference()).isEqualTo(LogDifference.NONE);
  }

  @Test
  void aDroppedFactOfADealIsLost() {
    facts.remove(lastRecorded());

    assertThat(difference()).isEqualTo(new LogDifference(1, 0, 0));
  }

  @Test
  void aDoubledFactOfADealIsDuplicated() {
    facts.add(facts.get(lastRecorded()));

    assertThat(difference()).isEqualTo(new LogDifference(0, 1, 0));
  }

  @Test
  void aFactOfAReplacedBlockThatStaysIsDuplicated() {
    Fact gone =
        facts.stream()
            .filter(fact -> fact.event() instanceof DealEvent.LogsRetracted)
            .findFirst()
            .orElseThrow();
    facts.remove(gone);

    LogDifference difference = difference();
    assertThat(difference.duplicated()).isPositive();
    assertThat(difference.lost()).isZero();
  }

  @Test
  void aLostAndADoubledBlockOfTheIntakeAreSeen() {
    Fact last =
        facts.stream()
            .filter(
                fact ->
                    fact.event() instanceof IntakeEvent.BlockSeen block && !block.deals().isEmpty())
            .reduce((before, after) -> after)
            .orElseThrow();
    facts.add(last);
    assertThat(difference().duplicated()).isPositive();

    facts.removeIf(last::equals);
    assertThat(difference().lost()).isPositive();
  }

  @Test
  void logsInAnotherOrderAreOutOfOrder() {
    List<ChainLog> logs = chain.logs(1, 20);
    List<ChainLog> swapped = new ArrayList<>(logs);
    swapped.set(3, logs.get(4));
    swapped.set(4, logs.get(3));

    assertThat(LogDifference.between(logs, swapped)).isEqualTo(new LogDifference(0, 0, 1));
  }

  @Test
  void latencyEndsWhenTheDealsHaveAcknowledged() {
    List<Long> latencies = journal().latencies(chain.canonical());

    assertThat(latencies).isNotEmpty().allMatch(millis -> millis == 7);
  }
}
