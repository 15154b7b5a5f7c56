package lilypad.deploy.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import lilypad.deploy.audit.JournalFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lilypad journal restore}. */
@Command(
    name = "restore",
    description =
        "Make a journal out of a backup, in a folder that is new: the journal folder in a new"
            + " mediator's data folder. The backup stays as it is. A mediator that recorded more"
            + " after the backup goes on with a new key: docs/operations.md.")
final class JournalRestoreCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "FROM", description = "The backup.")
  private Path from = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "TO",
      description = "The folder to make; it must not be there, or be empty.")
  private Path to = Path.of("");

  @Override
  public Integer call() {
    int exit = JournalCopying.copy(spec, JournalFolder.journal(from), to);
    spec.commandLine()
        .getErr()
        .println(
            "lilypad: a mediator that goes on from here with its old key signs a second story if"
                + " the old journal is longer: give it a new key (docs/operations.md).");
    spec.commandLine().getErr().flush();
    return exit;
  }
}
