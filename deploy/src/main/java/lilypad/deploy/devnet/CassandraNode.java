package lilypad.deploy.devnet;

import com.datastax.oss.driver.api.core.CqlSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lilypad.chain.anvil.Anvil;
import lilypad.mediator.JournalKind;
import lilypad.persistence.cassandra.CassandraSchema;
import lilypad.persistence.cassandra.local.Java17;
import lilypad.persistence.cassandra.local.LocalServer;
import lilypad.protocol.CannotGoOn;

/** A real Cassandra for the mediators of one run: each has a keyspace of its own on it. */
public final class CassandraNode {

  private static final long HEAP = 512L << 20;
  private static final int LONGEST_NAME = 48;

  private final FleetProcess process;
  private final LocalServer server;

  private CassandraNode(FleetProcess process, LocalServer server) {
    this.process = process;
    this.server = server;
  }

  /**
   * Starts one, if the journals are to be there, and waits until it answers.
   *
   * @param fleet takes the process
   * @param folder takes all its files; made if missing
   * @param patience how long it may take
   * @throws CannotGoOn if there is no Java 17, it is not installed or does not come up
   */
  public static Optional<CassandraNode> start(
      JournalKind journal,
      ProcessFleet fleet,
      Path folder,
      Duration patience,
      Consumer<String> progress) {
    return switch (journal) {
      case EMBEDDED -> Optional.empty();
      case CASSANDRA -> Optional.of(start(fleet, folder, patience, progress));
    };
  }

  private static CassandraNode start(
      ProcessFleet fleet, Path folder, Duration patience, Consumer<String> progress) {
    Path java = Java17.java();
    Path libraries = LocalServer.libraries(Anvil.projectRoot());
    progress.accept("starting Cassandra, its data is in " + folder);
    LocalServer server =
        LocalServer.in(folder.toAbsolutePath(), LoopbackPorts.next(), LoopbackPorts.next());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CannotGoOn(
          "Cassandra cannot use " + folder + " (" + e.getMessage() + ")",
          "See that it can be written",
          e);
    }
    FleetProcess process =
        fleet.program(
            "cassandra",
            server.command(java, libraries, HEAP),
            folder.resolve("log.txt"),
            "state jump to NORMAL");
    server.await(patience, process::isAlive).close();
    return new CassandraNode(process, server);
  }

  /**
   * Makes a keyspace for a mediator.
   *
   * @param market tells it from those of other markets
   * @return what the mediator is told, whole keys with their values
   */
  Map<String, Object> keyspace(String market, String mediator) {
    String name = (market + "_" + mediator).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
    String keyspace = "l_" + name.substring(Math.max(0, name.length() - LONGEST_NAME + 2));
    try (CqlSession session = server.await(Duration.ofMinutes(1), process::isAlive)) {
      CassandraSchema.createForDevelopment(session, keyspace);
    }
    Map<String, Object> values = new HashMap<>(server.settings(keyspace));
    values.put("lilypad.mediator.journal", JournalKind.CASSANDRA.text());
    return values;
  }

  /** The port for clients, and where its files are. */
  @Override
  public String toString() {
    return "Cassandra at 127.0.0.1:" + server.cqlPort() + ", data in " + server.home();
  }
}
