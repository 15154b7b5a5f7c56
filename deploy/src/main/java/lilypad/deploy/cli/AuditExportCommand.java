package lilypad.deploy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import lilypad.deploy.audit.JournalFolder;
import lilypad.deploy.view.JournalDeals;
import lilypad.persistence.ReadableJournal;
import lilypad.persistence.audit.JournalExport;
import lilypad.protocol.DealKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lilypad audit export}. */
@Command(
    name = "export",
    description =
        "Write a journal's record into one file that anyone can check; the mediator may run"
            + " meanwhile. docs/audit-format.md describes the file.")
final class AuditExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "JOURNAL",
      description = "The mediator's data folder, the journal in it, or its configuration file.")
  private Path folder = Path.of("");

  @Parameters(index = "1", paramLabel = "FILE", description = "The file to write.")
  private Path file = Path.of("");

  @Option(
      names = "--deal",
      paramLabel = "ID",
      description =
          "Only what there is about this deal, each event with its proof: a verdict bundle. The"
              + " deal's id or key, or a beginning that no other deal has.")
  private Optional<String> deal = Optional.empty();

  @Option(
      names = "--tail",
      description = "Also the newest events, for which the mediator has not signed yet.")
  private boolean tail;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Ticker ticker = new Ticker(spec.commandLine().getErr(), "audit");
    Optional<DealKey> key = deal.map(wanted -> JournalDeals.key(folder, wanted));
    long now = Instant.now().getEpochSecond();
    try (ReadableJournal reader = JournalFolder.open(folder)) {
      JournalExport export = JournalExport.of(reader.auditLog());
      JournalExport.Written written =
          key.isPresent()
              ? export.deal(key.get(), file, now, ticker::at)
              : export.whole(file, tail, now, ticker::at);
      out.printf("file      %s, %,d bytes%n", file, written.bytes());
      out.printf("leaves    %,d%n", written.leaves());
      out.printf("head      %d:%s%n", written.size(), written.root());
      if (written.uncovered() > 0) {
        out.printf(
            "          the last %,d leaves are behind the newest signed head%n",
            written.uncovered());
      }
      out.flush();
    }
    return ExitCode.OK.number();
  }
}
