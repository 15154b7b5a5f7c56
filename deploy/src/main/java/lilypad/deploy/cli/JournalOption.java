package lilypad.deploy.cli;

import lilypad.mediator.JournalKind;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the mediators of a devnet keep their journals. */
final class JournalOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--journal",
      paramLabel = "KIND",
      description =
          "Where the mediators keep their journals: embedded, in their folders, or cassandra, in a"
              + " real Apache Cassandra that is started for them (it needs a Java 17). Default:"
              + " embedded.")
  private String journal = JournalKind.EMBEDDED.text();

  /**
   * The kind.
   *
   * @throws ParameterException if there is no such kind
   */
  JournalKind kind() {
    return JournalKind.named(journal)
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "--journal: expected " + JournalKind.NAMES + ", got " + journal));
  }
}
