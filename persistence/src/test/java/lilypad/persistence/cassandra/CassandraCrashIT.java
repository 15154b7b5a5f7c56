package lilypad.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.LoggedEvent;
import lilypad.persistence.embedded.Acknowledgements;
import lilypad.persistence.embedded.Samples;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.merkle.MerkleHash;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Kills writing processes, and the server under them. What was acknowledged is recorded here and is
 * the measure of what the journal must hold afterwards, each event once and in its place. {@code
 * -Dlilypad.crash.writers=N} and {@code -Dlilypad.crash.servers=N} make more rounds.
 */
@Timeout(value = 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CassandraCrashIT {

  private static final int WRITERS = Integer.getInteger("lilypad.crash.writers", 2);
  private static final int SERVERS = Integer.getInteger("lilypad.crash.servers", 1);
  private static final int ACTORS = 8;

  /** The most acknowledgements before a kill. */
  private static final int MOST = 300;

  private final TestServer server = TestServer.shared();
  private final String keyspace = server.keyspace();
  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Acknowledgements acknowledged = new Acknowledgements();
  private long held;

  @Test
  void noAcknowledgedEventIsLostWhenTheWriterOrTheServerIsKilled() throws Exception {
    for (int round = 0; round < WRITERS; round++) {
      killWriter(() -> {});
      ActorTestKit kit = ActorTestKit.create(server.config(keyspace));
      check(kit);
    }
    for (int round = 0; round < SERVERS; round++) {
      killWriter(server::kill);
      ActorTestKit kit = ActorTestKit.create(server.config(keyspace));
      // Started before its server, it waits for it.
      CompletableFuture<CassandraStore> early =
          CompletableFuture.supplyAsync(() -> CassandraStore.of(kit.system()));
      server.start();
      early.get(3, TimeUnit.MINUTES);
      check(kit);
    }
    System.out.printf(
        "crash test: seed %d, %d writers and %d servers killed, %d events acknowledged, %d in the"
            + " journal, 0 lost%n",
        seed, WRITERS, SERVERS, acknowledged.events(), held);
  }

  /** Lets a process write, and kills something before the process itself. */
  private void killWriter(Runnable before) throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xshare:auto",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    CassandraWriterProcess.class.getName(),
                    Integer.toString(server.server().cqlPort()),
                    keyspace,
                    Integer.toString(ACTORS),
                    Long.toString(random.nextLong())))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    acknowledged.untilKilled(writer, 1 + random.nextLong(MOST), before, seed);
  }

  /** Everything acknowledged has its place, with its bytes; the order has no gap and no double. */
  private void check(ActorTestKit kit) throws InvalidProtocolBufferException {
    Map<String, Long> found = new HashMap<>();
    try {
      AuditLog log = CassandraStore.of(kit.system()).auditLog();
      long index = 0;
      for (List<LoggedEvent> page = log.read(0, 64); !page.isEmpty(); page = log.read(index, 64)) {
        for (LoggedEvent leaf : page) {
          StoredEvent event = StoredEvent.parseFrom(leaf.stored().toArray());
          long number = found.merge(event.getPersistenceId(), 1L, Long::sum);
          boolean right =
              leaf.index() == index
                  && event.getSequenceNr() == number
                  && leaf.hash().equals(MerkleHash.leaf(leaf.stored().toArray()))
                  && Arrays.equals(
                      event.getPayload().getData().toByteArray(),
                      Samples.payload(event.getPersistenceId(), number));
          assertThat(right)
              .as("leaf %d is event %d of its id, seed %d", index, number, seed)
              .isTrue();
          index++;
        }
      }
      acknowledged.assertAllIn(found, seed);
      held = index;
    } finally {
      kit.shutdownTestKit();
    }
  }
}
