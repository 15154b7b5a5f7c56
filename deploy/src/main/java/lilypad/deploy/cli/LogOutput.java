package lilypad.deploy.cli;

import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * Where this process logs to. The properties below steer {@code logback.xml}, so they count only
 * while nothing has logged yet.
 */
final class LogOutput {

  private LogOutput() {}

  /** Services speak on standard output, as whoever runs them expects. */
  static void toStandardOutput() {
    System.setProperty("lilypad.log.to", "stdout");
    begin();
  }

  /** Commands that print a table or JSON keep their log out of it. */
  static void toFile(Path file) {
    System.setProperty("lilypad.log.file", file.toString());
    System.setProperty("lilypad.log.to", "file");
    begin();
  }

  /** Sets logging up before there are other threads that log. */
  private static void begin() {
    LoggerFactory.getLogger(LogOutput.class).debug("logging begins");
  }

  static void level(boolean verbose) {
    System.setProperty("lilypad.log.level", verbose ? "DEBUG" : "INFO");
  }
}
