package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import lilypad.deploy.cli.CommandLineMain;

/** A mediator's process from its start on, and what its HTTP interface tells. */
final class MediatorRun implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration STOP = Duration.ofSeconds(30);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI api;
  private final Path log;
  private final long began = System.nanoTime();
  private final Process process;

  private MediatorRun(URI api, Path log, List<String> command) throws IOException {
    this.api = api;
    this.log = log;
    this.process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
  }

  /**
   * Starts one with this process's class path, and as the launcher does with the classes as the
   * last one left them in memory.
   *
   * @param api where it will answer
   * @param folder where its output goes, and those classes
   */
  static MediatorRun start(Path configuration, URI api, Path folder) {
    try {
      return new MediatorRun(
          api,
          folder.resolve("mediator.log"),
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:-UsePerfData",
              "-XX:+AutoCreateSharedArchive",
              "-XX:SharedArchiveFile=" + folder.resolve("mediator.jsa"),
              "-Xlog:cds=off",
              "-Xlog:cds+dynamic=off",
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              CommandLineMain.class.getName(),
              "mediator",
              "--config",
              configuration.toString()));
    } catch (IOException e) {
      throw new BenchFault("expected a mediator to start", e);
    }
  }

  /** Milliseconds from its start until everything up to a block is durable in its deals. */
  long following(long head) throws InterruptedException {
    return until(
        health ->
            health.path("chain").path("head").asLong(-1) == head
                && health.path("delivery").path("pending").asLong(-1) == 0,
        "follow the chain up to block " + head);
  }

  /** Milliseconds from its start until it can list every deal. */
  long whole() throws InterruptedException {
    return until(health -> health.path("deals").path("whole").asBoolean(), "list every deal");
  }

  private long until(Predicate<JsonNode> reached, String what) throws InterruptedException {
    while (true) {
      Optional<JsonNode> health = health();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      if (health.filter(reached).isPresent()) {
        return millis;
      }
      if (!process.isAlive() || millis > PATIENCE.toMillis()) {
        throw new BenchFault(
            "expected the mediator to "
                + what
                + ", got "
                + (process.isAlive() ? "nothing of it in " + PATIENCE : "its end")
                + "; its log is "
                + log);
      }
      process.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Seconds of CPU that its process took so far: what a busy machine does not lengthen much. */
  double cpuSeconds() {
    return process.toHandle().info().totalCpuDuration().map(Duration::toMillis).orElse(0L) / 1e3;
  }

  /** How many deals it holds open. */
  long open() {
    return health().map(health -> health.path("deals").path("open").asLong()).orElse(0L);
  }

  /** Empty while nobody listens, or the boards are not shown yet. */
  private Optional<JsonNode> health() {
    HttpRequest request = HttpRequest.newBuilder(api.resolve("/api/v1/health")).build();
    try {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return answer.statusCode() == 200
          ? Optional.of(json.readTree(answer.body()))
          : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Tells it to stop and waits until it has. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
