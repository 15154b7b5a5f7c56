package lilypad.mediator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import lilypad.mediator.SmallPanels;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.embedded.EmbeddedStore;
import lilypad.protocol.Address;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealSettings;
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
  private static final DealSettings SETTINGS = SmallPanels.of(CONTRACT, CONTRACT, CONTRACT);
  private static final PrivateKey KEY = PrivateKey.fromHex("07".repeat(32));
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000L);

  @TempDir Path folder;
  private final List<ActorTestKit> kits = new ArrayList<>();

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

  private static ActorRef<NotaryActor.Command> notary(ActorTestKit kit) {
    return kit.spawn(
        NotaryActor.create(
            new AuditSettings(Duration.ofMillis(20)),
            log(kit),
            KEY,
            Clock.fixed(NOW, ZoneOffset.UTC),
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
}
