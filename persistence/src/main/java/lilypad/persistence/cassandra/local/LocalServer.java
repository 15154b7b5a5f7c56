package lilypad.persistence.cassandra.local;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import lilypad.persistence.cassandra.CassandraLink;
import lilypad.persistence.cassandra.CassandraSettings;
import lilypad.protocol.CannotGoOn;

/**
 * One Cassandra node in a folder of its own, on ports of loopback: how it is started, and when it
 * answers. Whoever starts it owns its process. It acknowledges after a sync ({@code commitlog_sync:
 * group}), unless it is told otherwise.
 *
 * @param home takes its configuration and data; made if it is not there
 * @param cqlPort where it listens for clients
 * @param storagePort where it would listen for other nodes
 * @param commitLogSync {@code group}, {@code batch} or {@code periodic}
 */
public record LocalServer(Path home, int cqlPort, int storagePort, String commitLogSync) {

  /** The name of the only datacenter. */
  public static final String DATACENTER = "datacenter1";

  private static final Duration BETWEEN = Duration.ofMillis(250);

  /** Packages that Cassandra reaches into; from its own {@code conf/jvm17-server.options}. */
  private static final List<String> EXPORTED =
      List.of(
          "java.base/jdk.internal.misc",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.sql/java.sql");

  private static final List<String> OPENED =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.module",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "jdk.management/com.sun.management.internal");

  /** A server that syncs before it acknowledges. */
  public static LocalServer in(Path home, int cqlPort, int storagePort) {
    return new LocalServer(home, cqlPort, storagePort, "group");
  }

  /**
   * The pinned libraries as {@code deploy/devnet/cassandra/install} puts them: into the folder that
   * the system property {@code lilypad.cassandra-folder} names, or else beside that script.
   *
   * @param projectRoot the project's folder
   * @throws CannotGoOn if they are not there
   */
  public static Path libraries(Path projectRoot) {
    Path own = projectRoot.resolve("deploy").resolve("devnet").resolve("cassandra");
    Path folder = Path.of(System.getProperty("lilypad.cassandra-folder", own.toString()));
    Path libraries = folder.resolve("lib");
    if (!Files.isRegularFile(libraries.resolve("installed"))) {
      throw new CannotGoOn(
          "Cassandra is not installed in " + libraries,
          "Run " + own.resolve("install") + " " + folder + ", which needs Maven");
    }
    return libraries;
  }

  /**
   * The command that starts it. Writes its configuration first.
   *
   * @param java a Java 17
   * @param libraries a folder with Cassandra and what it needs
   * @param heap bytes
   */
  public List<String> command(Path java, Path libraries, long heap) {
    write();
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(
        List.of(
            "-Xmx" + heap,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-Djava.awt.headless=true",
            "-Djdk.attach.allowAttachSelf=true",
            "-Dcassandra.config=" + home.resolve("cassandra.yaml").toUri(),
            "-Dcassandra.storagedir=" + home,
            "-Dlogback.configurationFile=" + home.resolve("logback.xml"),
            "-Dcassandra.ring_delay_ms=0",
            "-Dcassandra.skip_wait_for_gossip_to_settle=0"));
    EXPORTED.forEach(name -> command.addAll(List.of("--add-exports", name + "=ALL-UNNAMED")));
    OPENED.forEach(name -> command.addAll(List.of("--add-opens", name + "=ALL-UNNAMED")));
    command.addAll(
        List.of(
            "-cp",
            libraries.resolve("*").toString(),
            "org.apache.cassandra.service.CassandraDaemon"));
    return command;
  }

  private void write() {
    try {
      Files.createDirectories(home);
      Files.writeString(home.resolve("cassandra.yaml"), configuration());
      Files.writeString(
          home.resolve("logback.xml"),
          """
          <configuration>
            <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
              <encoder><pattern>%d %-5level %logger{20} %msg%n</pattern></encoder>
            </appender>
            <root level="INFO"><appender-ref ref="out"/></root>
          </configuration>
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String configuration() {
    String sync =
        switch (commitLogSync) {
          case "group" -> "commitlog_sync: group\ncommitlog_sync_group_window: 2ms";
          case "periodic" -> "commitlog_sync: periodic\ncommitlog_sync_period: 10s";
          default -> "commitlog_sync: " + commitLogSync;
        };
    return """
    cluster_name: lilypad
    num_tokens: 1
    partitioner: org.apache.cassandra.dht.Murmur3Partitioner
    endpoint_snitch: SimpleSnitch
    seed_provider:
      - class_name: org.apache.cassandra.locator.SimpleSeedProvider
        parameters: [{seeds: "127.0.0.1:%d"}]
    listen_address: 127.0.0.1
    storage_port: %d
    rpc_address: 127.0.0.1
    native_transport_port: %d
    paxos_variant: v2
    %s
    data_file_directories: ["%s"]
    commitlog_directory: "%s"
    saved_caches_directory: "%s"
    hints_directory: "%s"
    cdc_raw_directory: "%s"
    """
        .formatted(
            storagePort,
            storagePort,
            cqlPort,
            sync,
            home.resolve("data"),
            home.resolve("commitlog"),
            home.resolve("saved_caches"),
            home.resolve("hints"),
            home.resolve("cdc_raw"));
  }

  /**
   * Waits until it answers.
   *
   * @param patience how long at most
   * @param alive whether its process still runs
   * @return a session, to be closed
   * @throws CannotGoOn if it ends before it answers, or does not in time
   */
  public CqlSession await(Duration patience, BooleanSupplier alive) {
    Config root = ConfigFactory.parseMap(settings("system")).withFallback(ConfigFactory.load());
    CassandraSettings settings = CassandraSettings.from(root);
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        listens();
        return CassandraLink.connect(root, settings);
      } catch (IOException | DriverException e) {
        boolean lives = alive.getAsBoolean();
        if (!lives || System.nanoTime() - end > 0) {
          throw new CannotGoOn(
              lives
                  ? "Cassandra did not answer after " + patience.toSeconds() + " s"
                  : "Cassandra ended before it answered",
              "Read its log for the reason",
              e);
        }
        pause();
      }
    }
  }

  /** Whether somebody listens is asked first: that is cheaper to find out. */
  private void listens() throws IOException {
    new Socket(InetAddress.getLoopbackAddress(), cqlPort).close();
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotGoOn("The wait for Cassandra was interrupted", "Start again", e);
    }
  }

  /** What a mediator is told to use a keyspace of it, whole keys with their values. */
  public Map<String, Object> settings(String keyspace) {
    return Map.of(
        CassandraSettings.PATH + ".contact-points",
        List.of("127.0.0.1:" + cqlPort),
        CassandraSettings.PATH + ".local-datacenter",
        DATACENTER,
        CassandraSettings.PATH + ".keyspace",
        keyspace);
  }
}
