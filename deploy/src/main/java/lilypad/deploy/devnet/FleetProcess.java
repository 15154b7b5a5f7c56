package lilypad.deploy.devnet;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import lilypad.protocol.CannotGoOn;

/** A child process of the devnet: its handle, its log file, the line that says that it is ready. */
public final class FleetProcess {

  private static final long STOP_SECONDS = 10;
  private static final int LINES_SHOWN = 5;

  private final String name;
  private final Process process;
  private final Path log;
  private final CompletableFuture<String> ready = new CompletableFuture<>();
  private volatile boolean endExpected;

  FleetProcess(String name, Process process, Path log, String readyMark) {
    this.name = name;
    this.process = process;
    this.log = log;
    Thread.ofPlatform().daemon().name(name + "-output").start(() -> pump(readyMark));
  }

  /** Copies its output to its log file and looks for the line that contains the mark. */
  private void pump(String readyMark) {
    try (BufferedWriter file = Files.newBufferedWriter(log);
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        file.write(line);
        file.newLine();
        file.flush();
        if (line.contains(readyMark)) {
          ready.complete(line);
        }
      }
      ready.completeExceptionally(new IOException("it ended"));
    } catch (IOException e) {
      // Once it is ready, this only means that it was ended while it wrote.
      ready.completeExceptionally(e);
    }
  }

  /** What it is called on the devnet, such as {@code verifier-2}. */
  public String name() {
    return name;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** What it printed so far goes here. */
  public Path log() {
    return log;
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Why it is not there although it should be; empty while all is well. */
  public Optional<String> unexpectedEnd() {
    return endExpected || process.isAlive()
        ? Optional.empty()
        : Optional.of(name + " ended with exit code " + process.exitValue() + "; see " + log);
  }

  /**
   * Waits for its ready line.
   *
   * @return the line
   * @throws CannotGoOn if it ends before, or is not ready in time
   */
  public String awaitReady(Duration patience) {
    try {
      return ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new CannotGoOn(
          name + " ended before it was ready: " + lastLines(),
          "Read " + log + " for the reason",
          e);
    } catch (TimeoutException e) {
      throw new CannotGoOn(
          name + " was not ready after " + patience.toSeconds() + " s",
          "Read " + log + " for the reason",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotGoOn("The start of " + name + " was interrupted", "Start again", e);
    }
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return String.join(
          " | ", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    } catch (IOException e) {
      return "its log cannot be read (" + e.getMessage() + ")";
    }
  }

  /** How many lines it has printed that contain the text. */
  public long linesPrinted(String text) {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
      return lines.filter(line -> line.contains(text)).count();
    } catch (IOException e) {
      throw new CannotGoOn(
          "The log of " + name + " cannot be read (" + e.getMessage() + ")", "Look at " + log, e);
    }
  }

  /** Ends it as an operator would; kills it if it does not go. */
  public void stop() {
    endExpected = true;
    process.destroy();
    awaitEnd();
  }

  /** Kill -9: it learns nothing of it. */
  public void kill() {
    endExpected = true;
    process.destroyForcibly();
    awaitEnd();
  }

  /** Tells it to end and does not wait. */
  void beginStop() {
    endExpected = true;
    process.destroy();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Stops it where it stands (SIGSTOP): it holds its connections and says nothing. */
  public void pause() {
    signal("-STOP");
  }

  /** Lets a paused process go on (SIGCONT). */
  public void resume() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      Process kill = new ProcessBuilder("kill", signal, Long.toString(pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new CannotGoOn(
            "kill " + signal + " " + pid() + " (" + name + ") failed", "See " + log);
      }
    } catch (IOException e) {
      throw new CannotGoOn(
          "No kill command starts (" + e.getMessage() + ")", "Put kill on the PATH", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotGoOn("Signalling " + name + " was interrupted", "Start again", e);
    }
  }
}
