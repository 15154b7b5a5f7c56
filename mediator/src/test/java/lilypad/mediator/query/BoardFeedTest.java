package lilypad.mediator.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import lilypad.mediator.SmallPanels;
import lilypad.mediator.deal.DealActor;
import lilypad.persistence.embedded.EmbeddedStore;
import lilypad.persistence.embedded.ViewSnapshots;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.BoardsSnapshot;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boards that go on where they were kept are those that were fed with every fact. */
class BoardFeedTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Address US = Address.fromHex("0x00000000000000000000000000000000000000e1");
  private static final Address STORAGE =
      Address.fromHex("0x00000000000000000000000000000000000000a3");
  private static final int EVERY = 20;

  /** At a time. */
  private static final int DEALS = 12;

  /** Fewer than are over and were never ours. */
  private static final int HELD = 4;

  @TempDir private Path folder;
  private final List<Throwable> broken = new CopyOnWriteArrayList<>();
  private final Map<DealKey, List<DealEvent>> written = new HashMap<>();
  private final Random random = new Random(4);
  private final List<Integer> running = new ArrayList<>();
  private int begun;

  /** What was written, in the journal's order: the generator's own account. */
  private final Boards fedWithAll = boards(this::written);

  private final Map<String, Long> numbers = new HashMap<>();
  private ActorTestKit kit;

  private record Append(JournalEvent fact, ActorRef<Done> replyTo) {}

  private static final class Scribe extends EventSourcedBehavior<Append, JournalEvent, Done> {

    Scribe(String id) {
      super(PersistenceId.ofUniqueId(id));
    }

    @Override
    public Done emptyState() {
      return Done.getInstance();
    }

    @Override
    public CommandHandler<Append, JournalEvent, Done> commandHandler() {
      return (state, append) ->
          Effect().persist(append.fact()).thenReply(append.replyTo(), done -> done);
    }

    @Override
    public EventHandler<Done, JournalEvent> eventHandler() {
      return (state, fact) -> state;
    }
  }

  private ActorTestKit open() {
    return ActorTestKit.create(
        ConfigFactory.parseMap(
                Map.of(
                    "lilypad.journal.folder", folder.toString(),
                    "pekko.persistence.journal.plugin", "lilypad.journal.embedded",
                    "pekko.persistence.snapshot-store.plugin", "lilypad.snapshots.embedded"))
            .withFallback(ConfigFactory.load("mediator-test")));
  }

  @BeforeEach
  void begin() {
    while (begun < DEALS) {
      running.add(begun++);
    }
    start();
  }

  private void start() {
    kit = open();
  }

  @AfterEach
  void stop() {
    assertThat(broken).isEmpty();
    kit.shutdownTestKit();
  }

  private void restart() {
    kit.shutdownTestKit();
    // What breaks while the system is being ended is no fault.
    broken.clear();
    start();
  }

  private List<DealEvent> written(DealKey key, long from, long to) {
    List<DealEvent> all = written.getOrDefault(key, List.of());
    return List.copyOf(all.subList((int) from - 1, (int) Math.min(all.size(), to)));
  }

  private static Boards boards(DealBoard.Recorded recorded) {
    return new Boards(
        new DealBoard(SmallPanels.of(US, STORAGE, STORAGE), recorded, HELD), new ProgressBoard());
  }

  private Boards followed() {
    return followed(CompletableFuture.completedFuture(Done.getInstance()));
  }

  private Boards followed(CompletionStage<Done> idle) {
    Boards boards = boards(JournaledFacts.recorded(kit.system()));
    BoardFeed.follow(kit.system(), boards, EVERY, idle, Runnable::run, broken::add);
    return boards;
  }

  // --- the facts

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static DealId id(int deal) {
    return new DealId("Qm" + deal);
  }

  private static DealKey key(int deal) {
    return DealKey.of(31_337, STORAGE, id(deal));
  }

  private static BlockRef block(long number) {
    return new BlockRef(number, hash("b" + number), hash("b" + (number - 1)), 1_000 + number);
  }

  private void append(String id, JournalEvent fact) {
    ActorRef<Append> scribe = kit.spawn(new Scribe(id));
    TestProbe<Done> probe = kit.createTestProbe();
    scribe.tell(new Append(fact, probe.ref()));
    probe.receiveMessage(PATIENCE);
    kit.stop(scribe);
    long number = numbers.merge(id, 1L, Long::sum);
    if (fact instanceof DealEvent event) {
      written
          .computeIfAbsent(
              new DealKey(Hash32.fromHex(id.substring(id.indexOf('|') + 1))),
              key -> new ArrayList<>())
          .add(event);
    }
    fedWithAll.happened(id, number, fact, 1);
  }

  private void logged(int deal, LilypadEvent event) {
    long number = numbers.values().stream().mapToLong(n -> n).sum();
    BlockRef block = block(number);
    EncodedEvent encoded = EncodedEvent.of(event);
    append(
        DealActor.persistenceId(key(deal)).id(),
        new DealEvent.LogRecorded(
            id(deal),
            block,
            new ChainLog(
                STORAGE,
                encoded.topics(),
                encoded.data(),
                block.hash(),
                number,
                hash("tx" + number),
                0)));
  }

  /** Facts of everybody; deals open and close. */
  private void happen(int facts) {
    for (int i = 0; i < facts; i++) {
      int slot = random.nextInt(DEALS);
      int deal = running.get(slot);
      switch (random.nextInt(8)) {
        case 0 ->
            append(
                "intake|x",
                new IntakeEvent.BlockSeen(
                    block(i),
                    List.of(new IntakeEvent.DealLogs(id(1), List.of())),
                    List.of(),
                    List.of()));
        case 1 -> append("intake|x", new IntakeEvent.FinalityViolated(block(i), block(i + 1)));
        case 2 -> {
          Hash32 intent = hash("intent" + random.nextInt(5));
          append(
              "wallet|" + US,
              random.nextBoolean()
                  ? new WalletEvent.IntentAccepted(
                      new SettlementIntent(intent, key(deal), STORAGE, Bytes.EMPTY))
                  : new WalletEvent.TransactionSigned(
                      intent, i, hash("t" + i), Bytes.EMPTY, 1, Wei.of(1), Wei.of(1), false));
        }
        case 3 -> {
          append("verifier|" + US, new VerifierEvent.AssignmentLeased(hash("a" + i), 1, key(deal)));
          if (i % 2 == 0) {
            append(
                "verifier|" + US,
                new VerifierEvent.AssignmentConcluded(
                    hash("a" + i), 1, VerifierEvent.Conclusion.ABSTAINED));
          }
        }
        case 4 -> logged(deal, new LilypadEvent.MediationRequested(id(deal), US));
        case 5 -> {
          logged(
              deal, new LilypadEvent.DealStateChange(id(deal), AgreementState.MEDIATION_ACCEPTED));
          // What is over stays so; another begins in its place.
          running.set(slot, begun++);
        }
        default ->
            logged(
                deal, new LilypadEvent.DealStateChange(id(deal), AgreementState.RESULTS_CHECKED));
      }
    }
  }

  // --- the comparison

  private void awaitSame(Boards boards) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertSameNow(boards);
              assertThat(boards.deals().whole()).isTrue();
              assertThat(boards.deals().known()).isEqualTo(fedWithAll.deals().known());
              assertThat(letGoNext(boards)).isEqualTo(letGoNext(fedWithAll));
              assertThat(sorted(boards))
                  .extracting(DealBoard.Story::key)
                  .isEqualTo(sorted(fedWithAll).stream().map(DealBoard.Story::key).toList());
              assertThat(sorted(boards)).isEqualTo(sorted(fedWithAll));
            });
  }

  /** What has to be right before the closed deals are read. */
  private void assertSameNow(Boards boards) {
    assertThat(Set.copyOf(boards.deals().open())).isEqualTo(Set.copyOf(fedWithAll.deals().open()));
    assertThat(boards.progress().intake().head()).isEqualTo(fedWithAll.progress().intake().head());
    assertThat(boards.progress().intake().owed()).isEqualTo(fedWithAll.progress().intake().owed());
    assertThat(boards.progress().intake().violation().map(ProgressBoard.Violation::fact))
        .isEqualTo(fedWithAll.progress().intake().violation().map(ProgressBoard.Violation::fact));
    assertThat(boards.progress().outboxes()).isEqualTo(fedWithAll.progress().outboxes());
    assertThat(boards.progress().verifiers()).isEqualTo(fedWithAll.progress().verifiers());
    assertThat(boards.leases().open()).isEqualTo(fedWithAll.leases().open());
    assertThat(boards.leftOpen()).containsAll(fedWithAll.leftOpen());
  }

  /** Those that are over and never were ours, in their order. */
  private static List<DealKey> letGoNext(Boards boards) {
    List<DealKey> closed = boards.deals().closed();
    return closed.subList(Math.max(0, closed.size() - HELD), closed.size());
  }

  private static List<DealBoard.Story> sorted(Boards boards) {
    List<DealBoard.Story> all = new ArrayList<>(boards.deals().all());
    all.sort(Comparator.comparing(DealBoard.Story::key));
    return all;
  }

  @Test
  void boardsThatGoOnWhereTheyWereKeptAreThoseFedWithEveryFact() {
    awaitSame(followed());
    for (int life = 1; life <= 4; life++) {
      Boards boards = followed();
      happen(3 * EVERY);
      awaitSame(boards);
      assertThat(boards.deals().open()).isNotEmpty();
      restart();
      happen(random.nextInt(EVERY));
      CompletableFuture<Done> idle = new CompletableFuture<>();
      Boards again = followed(idle);
      assertThat(new ViewSnapshots(kit.system(), "boards").newest()).isPresent();
      assertSameNow(again);
      assertThat(again.deals().whole()).isFalse();
      assertThat(again.deals().all().size()).isLessThan(fedWithAll.deals().all().size());
      happen(EVERY);
      await().atMost(PATIENCE).untilAsserted(() -> assertSameNow(again));
      for (int deal = 0; deal < begun; deal++) {
        assertThat(again.deals().find(key(deal))).isEqualTo(fedWithAll.deals().find(key(deal)));
      }
      idle.complete(Done.getInstance());
      awaitSame(again);
      restart();
    }
  }

  @Test
  void aSnapshotThatDoesNotTellOfLeasesIsPassedOver() {
    happen(2 * EVERY);
    BoardsSnapshot told = fedWithAll.snapshot(EmbeddedStore.of(kit.system()).lastIndex());
    assertThat(told.lent()).hasValueSatisfying(lent -> assertThat(lent).isNotEmpty());
    new ViewSnapshots(kit.system(), "boards")
        .keep(
            told.index(),
            1,
            new BoardsSnapshot(
                told.index(),
                told.known(),
                told.open(),
                told.closed(),
                told.intake(),
                told.outboxes(),
                told.moved(),
                told.verifiers(),
                told.rechecked(),
                told.heads(),
                told.credits(),
                Optional.empty()))
        .toCompletableFuture()
        .join();
    Boards boards = followed();
    assertThat(boards.deals().whole()).as("all was read at once").isTrue();
    awaitSame(boards);
  }

  @Test
  void aSnapshotAheadOfTheJournalIsPassedOver() {
    happen(2 * EVERY);
    new ViewSnapshots(kit.system(), "boards")
        .keep(EmbeddedStore.of(kit.system()).lastIndex() + 1, 1, boards(this::written).snapshot(9))
        .toCompletableFuture()
        .join();
    Boards boards = followed();
    assertThat(boards.deals().whole()).as("all was read at once").isTrue();
    awaitSame(boards);
  }
}
