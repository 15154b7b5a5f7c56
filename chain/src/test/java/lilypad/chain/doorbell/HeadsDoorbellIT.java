package lilypad.chain.doorbell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import lilypad.chain.TestChain;
import lilypad.chain.rpc.EndpointUrl;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeadsDoorbellIT {

  private static final Hash32 HASH = Keccak.hash(new byte[] {1});
  private static final Duration LONG = Duration.ofMinutes(10);

  private FakeHeads node;
  private Optional<HeadsDoorbell> bell = Optional.empty();
  private final AtomicInteger rings = new AtomicInteger();

  @BeforeEach
  void listen() throws IOException {
    node = new FakeHeads();
  }

  @AfterEach
  void stop() throws IOException {
    bell.ifPresent(HeadsDoorbell::close);
    node.close();
  }

  private DoorbellSettings settings(Duration ping, Duration pong, Duration silence) {
    return new DoorbellSettings(
        new EndpointUrl(node.url()),
        Duration.ofMillis(300),
        ping,
        pong,
        silence,
        Duration.ofMillis(10),
        Duration.ofMillis(40),
        1_000);
  }

  private HeadsDoorbell hung(DoorbellSettings settings) {
    HeadsDoorbell made = new HeadsDoorbell(settings, rings::incrementAndGet);
    bell = Optional.of(made);
    made.open();
    return made;
  }

  private HeadsDoorbell listening(DoorbellSettings settings) {
    HeadsDoorbell made = hung(settings);
    await().until(made::listening);
    assertThat(made.answer()).isEmpty();
    rings.set(0);
    return made;
  }

  private HeadsDoorbell patient() {
    return listening(settings(LONG, LONG, LONG));
  }

  private void awaitConnections(int atLeast) {
    await().untilAsserted(() -> assertThat(node.requests).hasSizeGreaterThanOrEqualTo(atLeast));
  }

  @Test
  void aHeadRingsAndIsToldOnce() {
    HeadsDoorbell made = patient();
    node.head(7, HASH);
    await().untilAsserted(() -> assertThat(rings).hasValue(1));
    assertThat(made.answer()).contains(new AnnouncedHead(7, HASH));
    assertThat(made.answer()).isEmpty();
    node.head(8, HASH);
    await().untilAsserted(() -> assertThat(rings).hasValue(2));
    assertThat(node.heard).singleElement().asString().contains("eth_subscribe", "newHeads");
  }

  @Test
  void aStormIsOneRingUntilItIsAnsweredAndTellsTheNewest() {
    HeadsDoorbell made = patient();
    for (int i = 1; i <= 2_000; i++) {
      node.head(i, HASH);
    }
    node.sayGoodbye();
    awaitConnections(2);
    assertThat(rings).hasValue(1);
    assertThat(made.answer()).contains(new AnnouncedHead(2_000, HASH));
  }

  @Test
  void credentialsTravelInAHeaderAndTheKeyInThePath() {
    patient();
    assertThat(node.requests)
        .singleElement()
        .asString()
        .startsWith("GET /v3/KEY ")
        .contains("Authorization: Basic dXNlcjpzZWNyZXQ=");
    assertThat(settings(LONG, LONG, LONG).toString()).doesNotContain("secret", "KEY");
  }

  @Test
  void aHalfOpenSocketIsNoticedByTheMissingPong() {
    node.pongs = false;
    HeadsDoorbell made = hung(settings(Duration.ofMillis(50), Duration.ofMillis(50), LONG));
    awaitConnections(3);
    assertThat(node.heard).contains("ping");
    node.pongs = true;
    await().until(made::listening);
  }

  @Test
  void anAliveSocketIsKept() {
    listening(settings(Duration.ofMillis(20), Duration.ofSeconds(20), LONG));
    await()
        .untilAsserted(
            () -> assertThat(node.heard).filteredOn("ping"::equals).hasSizeGreaterThan(5));
    assertThat(node.requests).hasSize(1);
  }

  @Test
  void aSubscriptionThatFallsSilentIsMadeAgainHoweverAliveTheSocketIs() {
    hung(settings(Duration.ofMillis(10), LONG, Duration.ofMillis(150)));
    awaitConnections(3);
  }

  @Test
  void garbageIsIgnoredAndTheSocketKept() {
    HeadsDoorbell made = patient();
    node.send("{\"not\": [json");
    node.send("[]");
    node.send("{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":7}");
    node.send("x".repeat(200_000));
    node.sendBinary();
    assertThat(rings).hasValue(0);
    node.head(7, HASH);
    await().until(() -> made.answer().equals(Optional.of(new AnnouncedHead(7, HASH))));
    assertThat(node.requests).hasSize(1);
  }

  @Test
  void aSocketThatClosesOrBreaksRingsAndIsOpenedAgain() {
    HeadsDoorbell made = patient();
    node.sayGoodbye();
    awaitConnections(2);
    await().until(made::listening);
    await().untilAsserted(() -> assertThat(rings.get()).isPositive());
    node.cut();
    awaitConnections(3);
    await().until(made::listening);
    node.head(9, HASH);
    await().until(() -> made.answer().filter(head -> head.number() == 9).isPresent());
  }

  @Test
  void aHandshakeThatIsNeverAnsweredIsGivenUp() {
    node.upgrades = false;
    HeadsDoorbell made = hung(settings(LONG, LONG, LONG));
    awaitConnections(2);
    assertThat(made.listening()).isFalse();
    node.upgrades = true;
    await().until(made::listening);
  }

  @Test
  void aRefusedSubscriptionIsTriedAgain() {
    node.confirmation =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32601,\"message\":\"?\"}}";
    HeadsDoorbell made = hung(settings(LONG, LONG, LONG));
    awaitConnections(3);
    assertThat(made.listening()).isFalse();
  }

  @Test
  void aRealNodesHeadsRing() throws IOException {
    try (TestChain test = new TestChain()) {
      Config defaults = ConfigFactory.defaultReference().getConfig("lilypad.chain.doorbell");
      HeadsDoorbell made = listening(DoorbellSettings.from(defaults, test.anvil().headsUrl()));
      test.anvil().mine(1);
      await().until(() -> rings.get() == 1);
      assertThat(made.answer().map(AnnouncedHead::hash))
          .contains(test.chain().heads().latest().hash());
    }
  }

  @Test
  void settingsThatCannotBeMeantAreRefused() {
    Config wrong =
        ConfigFactory.parseString("most-pause = 1ms")
            .withFallback(ConfigFactory.defaultReference().getConfig("lilypad.chain.doorbell"));
    assertThatThrownBy(() -> DoorbellSettings.from(wrong, node.url()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("most-pause");
  }
}
