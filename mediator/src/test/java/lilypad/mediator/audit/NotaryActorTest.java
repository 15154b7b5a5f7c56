package lilypad.mediator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import lilypad.mediator.SmallPanels;
import lilypad.mediator.deal.DealPorts;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.LoggedEvent;
import lilypad.persistence.embedded.EmbeddedStore;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.Selector;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.merkle.MerkleNodes;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.SettlementReport;
import lilypad.protocol.sign.PrivateKey;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real journal: the notary's own facts are in the log that it signs. */
class NotaryActorTest {

  private static final Address CONTRACT = Address.fromHex("aa".repeat(20));
  private static final PrivateKey KEY = PrivateKey.fromHex("07".repeat(32));
  private static final PrivateKey OTHER_KEY = PrivateKey.fromHex("08".repeat(32));
  private static final DealSettings SETTINGS = SmallPanels.of(KEY.address(), CONTRACT, CONTRACT);
  private static final DealSettings OTHER_SETTINGS =
      SmallPanels.of(OTHER_KEY.address(), CONTRACT, CONTRACT);
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000L);

  private static final Address ANCHOR = Address.fromHex("bb".repeat(20));

  @TempDir Path folder;
  private final List<ActorTestKit> kits = new ArrayList<>();
  private Optional<AuditSettings.Anchor> anchor = Optional.empty();
  private Duration interval = OFTEN;

  /** So many leaves at most have their place. */
  private final AtomicLong placed = new AtomicLong(Long.MAX_VALUE);

  private final SetClock now = new SetClock(NOW);
  private final RecordedOutbox outbox = new RecordedOutbox();

  /** Shows the time that it was set to last. */
  private static final class SetClock extends Clock {
    private volatile Instant at;

    SetClock(Instant at) {
      this.at = at;
    }

    void set(Instant later) {
      at = later;
    }

    @Override
    public Instant instant() {
      return at;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** A log in which only some leaves have their place yet. */
  private record Lagging(AuditLog log, AtomicLong placed) implements AuditLog {
    @Override
    public long size() {
      return Math.min(placed.get(), log.size());
    }

    @Override
    public MerkleNodes nodes() {
      return log.nodes();
    }

    @Override
    public List<LoggedEvent> read(long from, int limit) {
      return log.read(from, limit);
    }

    @Override
    public Iterator<AuditEvent> statements() {
      return log.statements();
    }
  }

  /** What the wallet was told; it answers nothing by itself. */
  private static final class RecordedOutbox implements DealPorts.Outbox {
    private final List<SettlementIntent> submitted = new CopyOnWriteArrayList<>();
    private final List<Hash32> abandoned = new CopyOnWriteArrayList<>();

    @Override
    public void submit(SettlementIntent intent) {
      submitted.add(intent);
    }

    @Override
    public void abandon(Hash32 intent, String why) {
      abandoned.add(intent);
    }
  }

  private ActorTestKit kit() {
    ActorTestKit kit =
        ActorTestKit.create(
            ConfigFactory.parseMap(
                    Map.of(
                        "lilypad.journal.folder", folder.toString(),
                        "pekko.persistence.journal.plugin", "lilypad.journal.embedded",
                        "pekko.persistence.snapshot-store.plugin", "lilypad.snapshots.embedded",
                        "pekko.loglevel", "WARNING"))
                .withFallback(ConfigFactory.load()));
    kits.add(kit);
    return kit;
  }

  @AfterEach
  void stop() {
    kits.forEach(ActorTestKit::shutdownTestKit);
  }

  private static AuditLog log(ActorTestKit kit) {
    return EmbeddedStore.of(kit.system()).auditLog();
  }

  private ActorRef<NotaryActor.Command> notary(ActorTestKit kit) {
    return notary(kit, KEY);
  }

  private ActorRef<NotaryActor.Command> notary(ActorTestKit kit, PrivateKey key) {
    return kit.spawn(
        NotaryActor.create(
            new AuditSettings(interval, anchor),
            new Lagging(log(kit), placed),
            key,
            outbox,
            now,
            2,
            ForkJoinPool.commonPool()));
  }

  private static void state(
      ActorTestKit kit, ActorRef<NotaryActor.Command> notary, DealSettings settings) {
    TestProbe<Done> answer = kit.createTestProbe();
    notary.tell(new NotaryActor.State(settings, answer.getRef()));
    answer.receiveMessage();
  }

  private static List<AuditEvent> facts(ActorTestKit kit) {
    List<AuditEvent> facts = new ArrayList<>();
    for (Iterator<AuditEvent> all = log(kit).statements(); all.hasNext(); ) {
      facts.add(all.next());
    }
    return facts;
  }

  private static List<SignedTreeHead> heads(ActorTestKit kit) {
    return facts(kit).stream()
        .filter(AuditEvent.TreeHeadSigned.class::isInstance)
        .map(fact -> ((AuditEvent.TreeHeadSigned) fact).head())
        .toList();
  }

  @Test
  void itSignsWhatIsInTheLogAndOnlyIfSomethingCameSince() {
    ActorTestKit kit = kit();
    ActorRef<NotaryActor.Command> notary = notary(kit);
    state(kit, notary, SETTINGS);
    await().until(() -> heads(kit).size() == 1);
    SignedTreeHead first = heads(kit).getFirst();
    assertThat(first.head().size()).isEqualTo(1);
    assertThat(first.head().root()).isEqualTo(log(kit).root(1));
    assertThat(first.head().timestamp()).isEqualTo(NOW.getEpochSecond());
    assertThat(first.isSignedBy(KEY.address(), SETTINGS.domain())).isTrue();

    state(kit, notary, SETTINGS.hurrying(true));
    await().until(() -> heads(kit).size() == 2);
    assertThat(heads(kit).getLast().head().size())
        .as("the settings, the first head, the other settings")
        .isEqualTo(3);
    state(kit, notary, SETTINGS.hurrying(true));
    assertThat(facts(kit)).as("the same settings are stated once").hasSize(4);
  }

  @Test
  void aRestartGoesOnWhereItWas() {
    ActorTestKit before = kit();
    state(before, notary(before), SETTINGS);
    await().until(() -> heads(before).size() == 1);
    before.shutdownTestKit();
    kits.remove(before);

    ActorTestKit after = kit();
    ActorRef<NotaryActor.Command> notary = notary(after);
    state(after, notary, SETTINGS);
    state(after, notary, SETTINGS.hurrying(true));
    await().until(() -> heads(after).size() == 2);
    assertThat(facts(after)).hasSize(4);
  }

  /** One after whose statement nobody signs. */
  private void stated(DealSettings settings) {
    interval = Duration.ofHours(1);
    ActorTestKit kit = kit();
    state(kit, notary(kit), settings);
    kit.shutdownTestKit();
    kits.remove(kit);
    interval = OFTEN;
  }

  /** A restored journal that another key goes on with. */
  @Test
  void anotherKeySignsNothingBeforeTheRecordStatesIt() {
    stated(SETTINGS);
    ActorTestKit after = kit();
    ActorRef<NotaryActor.Command> notary = notary(after, OTHER_KEY);
    notary.tell(new NotaryActor.Wake());
    await().during(Duration.ofMillis(200)).until(() -> heads(after).isEmpty());
    state(after, notary, OTHER_SETTINGS);
    await().until(() -> !heads(after).isEmpty());
    assertThat(heads(after).getFirst().isSignedBy(OTHER_KEY.address(), SETTINGS.domain())).isTrue();
    assertThat(heads(after).getFirst().head().size()).as("with the statement").isEqualTo(2);
  }

  /** Where leaves get their place after they were acknowledged. */
  @Test
  void anotherKeysFirstHeadCoversTheLeafThatStatesIt() {
    ActorTestKit before = kit();
    state(before, notary(before), SETTINGS);
    await().until(() -> heads(before).size() == 1);
    before.shutdownTestKit();
    kits.remove(before);
    stated(SETTINGS.hurrying(true));

    placed.set(3);
    ActorTestKit after = kit();
    ActorRef<NotaryActor.Command> notary = notary(after, OTHER_KEY);
    state(after, notary, OTHER_SETTINGS);
    await().during(Duration.ofMillis(200)).until(() -> heads(after).size() == 1);
    placed.set(Long.MAX_VALUE);
    await().until(() -> heads(after).size() == 2);
    assertThat(heads(after).getLast().isSignedBy(OTHER_KEY.address(), SETTINGS.domain())).isTrue();
    assertThat(heads(after).getLast().head().size()).as("with the statement").isEqualTo(4);
  }

  private void anchoringEvery(Duration interval) {
    anchor = Optional.of(new AuditSettings.Anchor(ANCHOR, interval));
  }

  private static <E extends AuditEvent> List<E> facts(ActorTestKit kit, Class<E> kind) {
    return facts(kit).stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static NotaryActor.Reported done(SettlementIntent intent) {
    return new NotaryActor.Reported(
        new SettlementReport.Final(intent.id(), hash(1), hash(2), 7, true));
  }

  private static NotaryActor.Reported refused(SettlementIntent intent, Refusal refusal) {
    return new NotaryActor.Reported(
        new SettlementReport.Refused(intent.id(), "SizeNotGrown", refusal));
  }

  private static Hash32 hash(int n) {
    return Keccak.hash(new byte[] {(byte) n});
  }

  @Test
  void withoutAContractNothingIsAnchored() {
    ActorTestKit kit = kit();
    state(kit, notary(kit), SETTINGS);
    await().until(() -> heads(kit).size() == 1);
    await().during(Duration.ofMillis(200)).until(() -> facts(kit).size() == 2);
    assertThat(outbox.submitted).isEmpty();
  }

  @Test
  void theNewestSignedHeadIsAnchoredOnceAndTheRecordTellsHowItEnded() {
    anchoringEvery(Duration.ofHours(1));
    ActorTestKit kit = kit();
    ActorRef<NotaryActor.Command> notary = notary(kit);
    state(kit, notary, SETTINGS);
    await().until(() -> !outbox.submitted.isEmpty());
    AuditEvent.AnchorRequested request = facts(kit, AuditEvent.AnchorRequested.class).getFirst();
    SignedTreeHead head =
        heads(kit).stream()
            .filter(signed -> signed.head().size() == request.size())
            .findFirst()
            .orElseThrow();
    assertThat(request)
        .isEqualTo(
            new AuditEvent.AnchorRequested(
                ANCHOR, head.head().size(), head.head().root(), NOW.getEpochSecond()));
    assertThat(outbox.submitted.getFirst())
        .isEqualTo(SettlementIntent.anchor(ANCHOR, head.head().size(), head.head().root()));
    assertThat(outbox.submitted.getFirst().data().toString())
        .as("anchor(uint64,bytes32)")
        .startsWith(Selector.of("anchor(uint64,bytes32)").toString());

    await().until(() -> outbox.submitted.size() > 2);
    assertThat(outbox.submitted)
        .as("asked for again, as the same intent")
        .containsOnly(request.intent());
    notary.tell(done(request.intent()));
    await().until(() -> facts(kit, AuditEvent.HeadAnchored.class).size() == 1);
    assertThat(facts(kit, AuditEvent.HeadAnchored.class))
        .containsExactly(new AuditEvent.HeadAnchored(request.intent().id(), hash(1), hash(2), 7));
    notary.tell(done(request.intent()));
    state(kit, notary, SETTINGS);
    assertThat(facts(kit, AuditEvent.HeadAnchored.class)).as("heard twice, told once").hasSize(1);
  }

  @Test
  void theNextOneWaitsForTheIntervalAndForNews() {
    anchoringEvery(Duration.ofHours(1));
    ActorTestKit kit = kit();
    ActorRef<NotaryActor.Command> notary = notary(kit);
    state(kit, notary, SETTINGS);
    await().until(() -> !outbox.submitted.isEmpty());
    notary.tell(done(outbox.submitted.getFirst()));
    await().until(() -> facts(kit, AuditEvent.HeadAnchored.class).size() == 1);

    now.set(NOW.plus(Duration.ofHours(2)));
    int anchored = facts(kit).size() - heads(kit).size();
    await().until(() -> heads(kit).getLast().head().size() >= anchored + heads(kit).size() - 1);
    await()
        .during(Duration.ofMillis(200))
        .until(() -> facts(kit, AuditEvent.AnchorRequested.class).size() == 1);

    now.set(NOW.plus(Duration.ofMinutes(59)));
    state(kit, notary, SETTINGS.hurrying(true));
    await()
        .during(Duration.ofMillis(200))
        .until(() -> facts(kit, AuditEvent.AnchorRequested.class).size() == 1);
    now.set(NOW.plus(Duration.ofHours(1)));
    await().until(() -> facts(kit, AuditEvent.AnchorRequested.class).size() == 2);
    List<AuditEvent.AnchorRequested> requests = facts(kit, AuditEvent.AnchorRequested.class);
    assertThat(requests.getLast().size()).isGreaterThan(requests.getFirst().size());
  }

  @Test
  void aRestartDrivesTheSameAnchoringAgainAndRepeatsNoneThatIsDone() {
    anchoringEvery(Duration.ofHours(1));
    ActorTestKit before = kit();
    state(before, notary(before), SETTINGS);
    await().until(() -> !outbox.submitted.isEmpty());
    SettlementIntent intent = outbox.submitted.getFirst();
    before.shutdownTestKit();
    kits.remove(before);
    outbox.submitted.clear();

    ActorTestKit after = kit();
    ActorRef<NotaryActor.Command> again = notary(after);
    await().until(() -> !outbox.submitted.isEmpty());
    assertThat(outbox.submitted).containsOnly(intent);
    again.tell(done(intent));
    await().until(() -> facts(after, AuditEvent.HeadAnchored.class).size() == 1);
    after.shutdownTestKit();
    kits.remove(after);
    outbox.submitted.clear();

    ActorTestKit last = kit();
    state(last, notary(last), SETTINGS);
    await()
        .during(Duration.ofMillis(300))
        .until(() -> facts(last, AuditEvent.AnchorRequested.class).size() == 1);
    assertThat(outbox.submitted).isEmpty();
  }

  @Test
  void aHeadThatTheContractRefusesIsGivenUpAndALaterOneIsTried() {
    anchoringEvery(Duration.ofHours(1));
    ActorTestKit kit = kit();
    ActorRef<NotaryActor.Command> notary = notary(kit);
    state(kit, notary, SETTINGS);
    await().until(() -> !outbox.submitted.isEmpty());
    SettlementIntent intent = outbox.submitted.getFirst();
    notary.tell(refused(intent, Refusal.REVERTED));
    notary.tell(refused(intent, Refusal.UNKNOWN));
    await().until(() -> outbox.abandoned.size() == 1);
    assertThat(outbox.abandoned).containsExactly(intent.id());
    assertThat(facts(kit, AuditEvent.AnchorGivenUp.class)).as("not before the wallet").isEmpty();

    notary.tell(refused(intent, Refusal.ABANDONED));
    await().until(() -> facts(kit, AuditEvent.AnchorGivenUp.class).size() == 1);
    now.set(NOW.plus(Duration.ofHours(1)));
    state(kit, notary, SETTINGS.hurrying(true));
    await().until(() -> facts(kit, AuditEvent.AnchorRequested.class).size() == 2);
  }

  @Test
  void aContractThatIsNoAddressIsRefusedWithItsKey() {
    assertThatThrownBy(() -> AuditSettings.read(settings("contract = \"0x12\"")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.mediator.audit.anchor.contract");
    assertThatThrownBy(() -> AuditSettings.read(settings("interval = -1s")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.mediator.audit.anchor.interval");
    assertThat(AuditSettings.read(settings("")).anchor()).as("off unless it is set").isEmpty();
    assertThat(AuditSettings.read(settings("contract = \"" + ANCHOR + "\"")).anchor())
        .contains(new AuditSettings.Anchor(ANCHOR, Duration.ofHours(1)));
  }

  private static Config settings(String anchor) {
    return ConfigFactory.parseString("anchor { " + anchor + " }")
        .withFallback(ConfigFactory.load().getConfig("lilypad.mediator.audit"));
  }
}
