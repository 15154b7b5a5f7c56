package lilypad.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lilypad.persistence.embedded.Ledger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a start waits for, what it refuses, and what ends it. */
final class CassandraConnectionIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(CassandraLink.class);
  private final TestServer server = TestServer.shared();

  @BeforeEach
  void listen() {
    said.start();
    logger.addAppender(said);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(said);
  }

  private void awaitWords(String... words) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(List.copyOf(said.list))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anySatisfy(message -> assertThat(message).contains(words)));
  }

  private static CompletableFuture<CassandraStore> opening(ActorTestKit kit) {
    return CompletableFuture.supplyAsync(() -> CassandraStore.of(kit.system()));
  }

  @Test
  void aStartWaitsForTheTablesAndRefusesOthers() throws Exception {
    ActorTestKit kit = ActorTestKit.create("early", server.config("late"));
    try (CqlSession session = server.session()) {
      CompletableFuture<CassandraStore> store = opening(kit);
      awaitWords("waiting for keyspace late", "no such keyspace", "schema.cql");
      assertThat(store).isNotDone();
      CassandraSchema.createForDevelopment(session, "late");
      assertThat(store.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).lastIndex()).isZero();
      kit.shutdownTestKit();

      session.execute("ALTER TABLE late.messages DROP meta");
      ActorTestKit wrong = ActorTestKit.create("wrong", server.config("late"));
      try {
        assertThatThrownBy(() -> CassandraStore.of(wrong.system()))
            .isInstanceOf(CassandraFault.WrongSchema.class)
            .hasMessageContaining("messages")
            .hasMessageContaining("meta=blob");
      } finally {
        wrong.shutdownTestKit();
      }
    } finally {
      kit.shutdownTestKit();
    }
  }

  @Test
  void aSecondMediatorWaitsForTheFirstAndOneThatLostTheOrderStops() throws Exception {
    String keyspace = server.keyspace();
    ActorTestKit first = ActorTestKit.create("first", server.config(keyspace));
    ActorTestKit second = ActorTestKit.create("second", server.config(keyspace));
    try (CqlSession session = server.session()) {
      CassandraStore.of(first.system());
      CompletableFuture<CassandraStore> waiting = opening(second);
      awaitWords(keyspace, "held by pid " + ProcessHandle.current().pid());
      assertThat(waiting).isNotDone();
      first.shutdownTestKit();
      CassandraStore store = waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

      new OrderTable(new Cql(session, keyspace)).claim(UUID.randomUUID());
      second
          .spawn(Ledger.create("ledger"))
          .tell(new Ledger.Write(1, second.<Ledger.Written>createTestProbe().ref()));
      assertThat(store.stopped().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOf(CassandraFault.TakenOver.class)
          .hasMessageContaining(keyspace);
      assertThat(store.lastIndex()).isZero();
      assertThat(store.state().waiting()).isEqualTo(1);
    } finally {
      first.shutdownTestKit();
      second.shutdownTestKit();
    }
  }

  @Test
  void nobodyThereIsSaidWithTheAddressAndTheRetry() {
    CassandraSettings nowhere = CassandraSettings.from(TestServer.fresh("group").config("nowhere"));
    Thread start =
        Thread.ofPlatform()
            .daemon()
            .start(
                () ->
                    assertThatThrownBy(
                            () ->
                                CassandraLink.await(
                                    TestServer.fresh("group").config("nowhere"), nowhere))
                        .isInstanceOf(CassandraFault.Unanswered.class));
    awaitWords("waiting for Cassandra", nowhere.contactPoints().getFirst(), "every 200 ms");
    start.interrupt();
    await().atMost(PATIENCE).until(() -> !start.isAlive());
  }
}
