package lilypad.deploy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lilypad.persistence.embedded.FolderCopy;
import picocli.CommandLine.Model.CommandSpec;

/** What backup and restore have in common. Ctrl-C ends it and leaves nothing half made. */
final class JournalCopying {

  private static final int PATIENCE_SECONDS = 30;
  private static final int INTERRUPTED = 130;

  private JournalCopying() {}

  static int copy(CommandSpec spec, Path from, Path to) {
    PrintWriter out = spec.commandLine().getOut();
    Ticker ticker = new Ticker(spec.commandLine().getErr(), "journal");
    Thread copying = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    Thread stop =
        new Thread(
            () -> {
              copying.interrupt();
              try {
                ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "journal-copy-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      FolderCopy.Copied copied = FolderCopy.copy(from, to, ticker::rows);
      out.printf("journal   %s%n", to);
      out.printf("events    %,d%n", copied.events());
      out.printf("head      %d:%s%n", copied.events(), copied.root());
      out.flush();
      return ExitCode.OK.number();
    } catch (CancellationException e) {
      return INTERRUPTED; // the process is on its way down: nobody reads more
    } finally {
      ended.countDown();
      forget(stop);
    }
  }

  private static void forget(Thread stop) {
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException e) {
      stop.interrupt(); // it runs: the process is on its way down
    }
  }
}
