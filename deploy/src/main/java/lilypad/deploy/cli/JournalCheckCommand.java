package lilypad.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import lilypad.deploy.audit.JournalFolder;
import lilypad.persistence.embedded.FolderCheck;
import lilypad.protocol.Address;
import lilypad.protocol.story.Plain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lilypad journal check}. */
@Command(
    name = "check",
    description =
        "Read every event of a journal or a backup and compare hashes, tree, numbers and signed"
            + " heads; the mediator may run meanwhile. Exit 0 if all is as it was written, 1 with"
            + " what is not.")
final class JournalCheckCommand implements Callable<Integer> {

  private static final int WIDTH = 2_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FOLDER",
      description = "A mediator's data folder, the journal in it, or a backup.")
  private Path folder = Path.of("");

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Ticker ticker = new Ticker(spec.commandLine().getErr(), "journal");
    FolderCheck.Report report = FolderCheck.check(JournalFolder.journal(folder), ticker::at);
    if (json) {
      out.println(json(report).toPrettyString());
    } else {
      out.printf(
          "journal   %,d events of %,d ids, %,d of others than our entities%n",
          report.events(), report.ids(), report.foreign());
      out.printf("head      %d:%s%n", report.events(), report.root());
      out.printf(
          "signed    %,d heads compared%s%n",
          report.heads(),
          report.signers().stream()
              .map(Address::checksummed)
              .collect(
                  Collectors.joining(", then by ", report.signers().isEmpty() ? "" : ", by ", "")));
      for (FolderCheck.Problem problem : report.problems()) {
        out.println("WRONG     " + Plain.text(problem.words(), WIDTH));
      }
      out.println("result    " + (report.holds() ? "ok" : "DAMAGED"));
    }
    out.flush();
    return (report.holds() ? ExitCode.OK : ExitCode.EXPECTATION_FAILED).number();
  }

  private static ObjectNode json(FolderCheck.Report report) {
    ObjectNode out = new ObjectMapper().createObjectNode();
    out.put("ok", report.holds());
    out.put("events", report.events());
    out.put("ids", report.ids());
    out.put("foreign", report.foreign());
    out.put("heads", report.heads());
    ArrayNode signers = out.putArray("signers");
    report.signers().forEach(signer -> signers.add(signer.checksummed()));
    out.put("root", report.root().toString());
    ArrayNode problems = out.putArray("problems");
    for (FolderCheck.Problem problem : report.problems()) {
      problems
          .addObject()
          .put("where", problem.where())
          .put("expected", problem.expected())
          .put("found", problem.found());
    }
    return out;
  }
}
