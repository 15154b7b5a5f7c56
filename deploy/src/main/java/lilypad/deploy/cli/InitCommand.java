package lilypad.deploy.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import lilypad.deploy.init.NewService;
import lilypad.deploy.init.PasswordSource;
import lilypad.deploy.init.ServiceKind;
import lilypad.protocol.Address;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lilypad init}. */
@Command(
    name = "init",
    description = {
      "Write a commented configuration and a new encrypted key for a mediator or a verifier.",
      "The key's password is taken from --password-file, else from the environment variable"
          + " LILYPAD_KEY_PASSWORD, else it is asked for."
    })
final class InitCommand implements Callable<Integer> {

  /** What can be asked for. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ServiceKind.texts().iterator();
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "SERVICE",
      completionCandidates = Names.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private String service = "";

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where to write; without it lilypad-SERVICE in the working folder.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "Holds the key's password in its first line (chmod 600); the configuration will name"
              + " it.")
  private Optional<Path> passwordFile = Optional.empty();

  @Option(
      names = "--force",
      description = "Write the configuration anew if there is one. A key is never overwritten.")
  private boolean force;

  @Override
  public Integer call() {
    ServiceKind kind =
        ServiceKind.of(service)
            .orElseThrow(
                () ->
                    new CommandLine.ParameterException(
                        spec.commandLine(),
                        "Unknown service "
                            + service
                            + "; there are "
                            + String.join(", ", ServiceKind.texts())));
    Path where = folder.orElseGet(() -> Path.of("lilypad-" + kind.text()));
    NewService fresh = new NewService(kind, where.toAbsolutePath().normalize());
    NewService.Made made =
        fresh.write(new PasswordSource(passwordFile, System.getenv(), terminal()), force);
    tell(kind, made, spec.commandLine().getOut());
    return ExitCode.OK.number();
  }

  private void tell(ServiceKind kind, NewService.Made made, PrintWriter out) {
    String address =
        made.address()
            .map(Address::checksummed)
            .orElse("not told by the key's file; the service's log names it");
    out.println("address         " + address);
    out.println("key             " + made.key() + (made.keyMade() ? "" : " (kept as it was)"));
    out.println("configuration   " + made.configuration());
    out.println();
    out.println("Next:");
    int step = 1;
    for (String next : steps(kind, made, address)) {
      out.println(step + ". " + next);
      step++;
    }
    out.flush();
  }

  private List<String> steps(ServiceKind kind, NewService.Made made, String address) {
    String backup = "Back up the key and its password; without both nobody can sign as it.";
    String fill = "Fill in what is empty in " + made.configuration() + ".";
    String start =
        (passwordFile.isPresent()
                ? "Start it"
                : "Start it with the password in LILYPAD_KEY_PASSWORD")
            + ": lilypad "
            + kind.text()
            + " --config "
            + shellWord(made.configuration().toString());
    return switch (kind) {
      case MEDIATOR ->
          List.of(
              backup,
              "Send coins of the chain to that address: it pays for the verdicts' transactions.",
              "Have the address entered where clients and providers choose their mediators.",
              fill,
              start);
      case VERIFIER ->
          List.of(
              backup,
              "Ask the mediator's operator for a roster entry: { address = \""
                  + address
                  + "\", operator = \"YOU\" }.",
              fill,
              start);
    };
  }

  /** The text as a shell reads it back. */
  private static String shellWord(String text) {
    return text.matches("[A-Za-z0-9@%+=:,./_-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** The person at the terminal, if there is one. */
  private static Optional<PasswordSource.Terminal> terminal() {
    @Nullable Console console = System.console();
    return Optional.ofNullable(console)
        .map(shown -> question -> Optional.ofNullable(shown.readPassword("%s", question)));
  }
}
