package lilypad.deploy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import lilypad.deploy.audit.HeadText;
import lilypad.deploy.audit.JournalFolder;
import lilypad.deploy.config.ConfigurationRefused;
import lilypad.persistence.ReadableJournal;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.JournalExport;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.story.Plain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lilypad audit head}. */
@Command(
    name = "head",
    description =
        "Print the newest tree head that the mediator signed. Whoever keeps it can hold every later"
            + " export against it.")
final class AuditHeadCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "JOURNAL",
      description = "The mediator's data folder, the journal in it, or its configuration file.")
  private Path folder = Path.of("");

  @Option(names = "--json", description = "Print one JSON object, with the signature.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (ReadableJournal reader = JournalFolder.open(folder)) {
      AuditLog log = reader.auditLog();
      JournalExport export = JournalExport.of(log);
      SignedTreeHead head =
          export
              .newestHead()
              .orElseThrow(
                  () ->
                      new ConfigurationRefused(
                          "The mediator has signed no tree head yet",
                          "Wait for the first: lilypad.mediator.audit.head-interval says how often"
                              + " there is one"));
      if (json) {
        out.println(HeadText.json(head, export.settings().domain()).toPrettyString());
      } else {
        out.printf("%d:%s%n", head.head().size(), head.head().root());
        out.printf(
            "signed %s by %s; %,d events came since%n",
            Plain.time(head.head().timestamp()),
            export.settings().mediator().checksummed(),
            log.size() - head.head().size());
      }
      out.flush();
    }
    return ExitCode.OK.number();
  }
}
