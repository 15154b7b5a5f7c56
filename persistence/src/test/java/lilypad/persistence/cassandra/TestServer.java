package lilypad.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import lilypad.persistence.cassandra.local.Java17;
import lilypad.persistence.cassandra.local.LocalServer;

/**
 * A real Cassandra for the tests of one JVM: starting it takes 20 seconds, so they share it. It
 * ends with this process, however that ends.
 */
final class TestServer {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long HEAP = 512L << 20;

  /** Its end is told by the pipe's end: a shell waits for that and kills. */
  private static final String WATCHED =
      "\"$@\" >>\"$0\" 2>&1 </dev/null & child=$!; trap '' INT TERM HUP; cat >/dev/null;"
          + " kill -9 $child 2>/dev/null; wait $child 2>/dev/null";

  private static final AtomicInteger KEYSPACES = new AtomicInteger();
  private static final Set<Integer> GIVEN = new HashSet<>();
  private static TestServer shared = new TestServer(Path.of(""), 0, 0, "none");

  private final LocalServer server;
  private Process watch = ended();

  private TestServer(Path home, int cqlPort, int storagePort, String sync) {
    this.server = new LocalServer(home, cqlPort, storagePort, sync);
  }

  private static Process ended() {
    try {
      return new ProcessBuilder("true").start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one that is shared, started if it is not yet. */
  static synchronized TestServer shared() {
    if (shared.server.cqlPort() == 0) {
      shared = fresh("group");
      shared.start();
      shared.session().close();
    }
    return shared;
  }

  /** Another one, which is not started. */
  static TestServer fresh(String sync) {
    try {
      Path home = Files.createTempDirectory("cassandra");
      TestServer server = new TestServer(home, port(), port(), sync);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    server.kill();
                    delete(home);
                  }));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path home) {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("left behind: " + home + " (" + e.getMessage() + ")");
    }
  }

  /** Below the ports that the system hands out, so that it stays ours while the server is down. */
  private static synchronized int port() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_768);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (socket.isBound() && GIVEN.add(port)) {
          return port;
        }
      } catch (IOException e) {
        GIVEN.add(port);
      }
    }
  }

  void start() {
    List<String> command =
        new ArrayList<>(
            List.of("sh", "-c", WATCHED, server.home().resolve("server.log").toString()));
    Path root = Path.of(System.getProperty("lilypad.root", "..")).toAbsolutePath().normalize();
    command.addAll(server.command(Java17.java(), LocalServer.libraries(root), HEAP));
    try {
      watch = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kill -9, and waits until it is gone. */
  void kill() {
    List<ProcessHandle> all =
        Stream.concat(watch.descendants(), Stream.of(watch.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }

  /** A session, once it answers. */
  CqlSession session() {
    return server.await(PATIENCE, watch::isAlive);
  }

  LocalServer server() {
    return server;
  }

  /** A new keyspace with our tables. */
  String keyspace() {
    String keyspace = "test_" + KEYSPACES.incrementAndGet();
    try (CqlSession session = session()) {
      CassandraSchema.createForDevelopment(session, keyspace);
    }
    return keyspace;
  }

  /** For an actor system on a keyspace of it, or a process with one. */
  Config config(String keyspace) {
    Config root =
        ConfigFactory.parseMap(server.settings(keyspace))
            .withFallback(
                ConfigFactory.parseMap(
                    Map.of("pekko.loglevel", "WARNING", "lilypad.cassandra.retry", "200 ms")))
            .withFallback(ConfigFactory.load());
    return CassandraSettings.plugin(root).withFallback(root).resolve();
  }
}
