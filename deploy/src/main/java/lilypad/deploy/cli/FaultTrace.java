package lilypad.deploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import lilypad.deploy.StateFolder;

/** Keeps the stack trace of a fault where a report can take it from, away from the screen. */
final class FaultTrace {

  private FaultTrace() {}

  /** Writes the trace to a new file; says where it is, or why it is not. */
  static String keep(Throwable fault) {
    Path folder = StateFolder.path().resolve("faults");
    try {
      Files.createDirectories(folder);
      Path file = Files.createTempFile(folder, "fault-", ".txt");
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
        fault.printStackTrace(out);
      }
      return "The trace is in " + file + ".";
    } catch (IOException e) {
      return "The trace could not be written to " + folder + " (" + e + ").";
    }
  }
}
