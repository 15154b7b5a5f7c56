package lilypad.deploy.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of a benchmark that answers each line with a line. It ends with its standard input, so
 * also when this process is killed.
 */
final class ChildProcess implements AutoCloseable {

  private final String name;
  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;

  private ChildProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.questions = process.outputWriter(StandardCharsets.US_ASCII);
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  /** Starts a class of ours with this process's class path; what it complains about is shown. */
  static ChildProcess start(String name, Class<?> main, List<String> arguments) {
    return start(name, main, 512, arguments);
  }

  /** As {@link #start(String, Class, List)}, with a heap of so many MiB. */
  static ChildProcess start(String name, Class<?> main, int heapMib, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx" + heapMib + "m", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED"));
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-Dlilypad.log.level=ERROR"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    try {
      return new ChildProcess(
          name, new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new BenchFault("expected " + name + " to start", e);
    }
  }

  String ask(String question) {
    tell(question);
    return answer();
  }

  /** Asks; the answer is to be taken later. */
  void tell(String question) {
    try {
      questions.write(question);
      questions.newLine();
      questions.flush();
    } catch (IOException e) {
      throw new BenchFault("expected an answer from " + name, e);
    }
  }

  String answer() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new BenchFault("expected an answer from " + name + ", got its end");
      }
      return line;
    } catch (IOException e) {
      throw new BenchFault("expected an answer from " + name, e);
    }
  }

  /** Whether it has answered, or ended, once that time is over. */
  boolean answered(Duration time) throws InterruptedException {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS) || answers.ready();
    } catch (IOException e) {
      throw new BenchFault("expected an answer from " + name, e);
    }
  }

  /** Ends it as kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
