package lilypad.deploy.devnet;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import lilypad.protocol.CannotGoOn;

/**
 * Ends our children when this process is gone without having ended them, as after kill -9. A small
 * shell reads which processes live from a pipe that this process holds; the pipe's end is the sign.
 * It kills only processes that were named to it, and none that was reported to have ended.
 */
final class Reaper implements AutoCloseable {

  /** Signals of a terminal reach it too and must not end it before the pipe does. */
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      pids=
      while read -r sign pid; do
        case $sign in
          +) pids="$pids $pid" ;;
          -) kept=; for p in $pids; do [ "$p" = "$pid" ] || kept="$kept $p"; done; pids=$kept ;;
        esac
      done
      [ -z "$pids" ] || kill -9 $pids 2>/dev/null
      """;

  private final Process shell;
  private final Writer pipe;
  private boolean relieved;

  private Reaper(Process shell) {
    this.shell = shell;
    this.pipe = shell.outputWriter(StandardCharsets.US_ASCII);
  }

  static Reaper start() {
    try {
      return new Reaper(
          new ProcessBuilder("sh", "-c", SCRIPT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new CannotGoOn(
          "No shell starts (" + e.getMessage() + ")", "Put a POSIX sh on the PATH", e);
    }
  }

  synchronized void living(long pid) {
    tell("+ " + pid);
  }

  synchronized void ended(long pid) {
    tell("- " + pid);
  }

  /** The program ends and kills all its descendants, this watch included: it is told no more. */
  synchronized void relieve() {
    relieved = true;
  }

  private void tell(String line) {
    if (relieved) {
      return;
    }
    try {
      pipe.write(line + "\n");
      pipe.flush();
    } catch (IOException e) {
      if (shell.isAlive()) {
        throw new CannotGoOn(
            "The watch over our processes does not listen (" + e.getMessage() + ")",
            "Run it again",
            e);
      }
    }
  }

  /** Lets it kill what is still named to it, and go. */
  @Override
  public synchronized void close() {
    try {
      pipe.close();
      shell.waitFor();
    } catch (IOException e) {
      shell.destroyForcibly();
    } catch (InterruptedException e) {
      shell.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
