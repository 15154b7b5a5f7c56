package lilypad.deploy.cli;

import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line as a whole. */
@Command(
    name = "lilypad",
    description = "Mediates disputes in a compute marketplace.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AuditCommand.class,
      BenchCommand.class,
      CanariesCommand.class,
      DemoCommand.class,
      DevnetCommand.class,
      GuardCommand.class,
      InitCommand.class,
      JournalCommand.class,
      MediatorCommand.class,
      VerifierCommand.class,
      DealsCommand.class,
      DealCommand.class,
      PolicyCommand.class,
      VerifiersCommand.class,
      PayoutsCommand.class,
      HealthCommand.class,
      ChaosCommand.class,
      VersionCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything asked for was done",
      "1:a scenario's expectation did not hold, the mediator is not well, a record is contradicted,"
          + " a journal is damaged, or a verifier could not be paid",
      "2:the command line or the configuration is wrong, or there is no such deal or journal",
      "3:the surroundings do not allow a start (no JDK, no node, wrong chain, no funds, no"
          + " contract, no key)",
      "4:a fault of this program",
      "5:a mediator stopped itself where going on could cost somebody money; its log says why",
      "6:nothing in a record is contradicted, but no signed head covers its end",
      "130:stopped with Ctrl-C",
      "143:a service was told to stop (SIGTERM)"
    },
    exitCodeOnInvalidInput = 2,
    exitCodeOnExecutionException = 4)
public final class LilypadCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this text and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log more, and keep the trace of a fault in a file.")
  private boolean verbose;

  /** The command line, ready to execute. */
  public static CommandLine commandLine() {
    LilypadCommand root = new LilypadCommand();
    return new CommandLine(root)
        .setExecutionStrategy(
            parsed -> {
              LogOutput.level(root.verbose);
              return root.runLast(parsed);
            });
  }

  /**
   * An Error is told like any other fault: the library would let it end the process with code 1.
   */
  private int runLast(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (ExecutionException e) {
      return complain(Optional.ofNullable(e.getCause()).orElse(e), spec.commandLine().getErr());
    } catch (LinkageError | VirtualMachineError e) {
      return complain(e, spec.commandLine().getErr());
    }
  }

  private int complain(Throwable fault, PrintWriter err) {
    Complaint complaint = Complaint.of(fault);
    err.println(complaint.text());
    if (verbose) {
      err.println(FaultTrace.keep(fault));
    }
    err.flush();
    return complaint.exit().number();
  }

  /** Without a command: the help text, and the exit code of a wrong command line. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
  }
}
