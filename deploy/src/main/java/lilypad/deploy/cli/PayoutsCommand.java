package lilypad.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import lilypad.deploy.config.ConfigurationRefused;
import lilypad.deploy.view.OperatorApi;
import lilypad.deploy.view.OperatorView;
import lilypad.deploy.view.PayDesk;
import lilypad.protocol.Address;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.Wei;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lilypad payouts}. */
@Command(
    name = "payouts",
    description =
        "Pay verifiers what they earned: the running mediator sends each a transfer of the token,"
            + " once, and takes it off its account. Asked again while one is on its way it sends"
            + " nothing new. Exit code 1 if one could not be paid; its account has the amount"
            + " again then.")
final class PayoutsCommand implements Callable<Integer> {

  private static final int DECIMALS = 18;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private MediatorOptions mediator = new MediatorOptions();

  @Option(
      names = "--node",
      paramLabel = "ADDRESS",
      description = "Only this verifier; may be given several times.")
  private List<String> nodes = List.of();

  @Option(
      names = "--minimum",
      paramLabel = "TOKENS",
      description =
          "Leave accounts alone that hold less than this many tokens. Default: ${DEFAULT-VALUE}.")
  private String minimum = "0";

  @Option(
      names = {"--dry-run", "--list"},
      description = "Show the accounts and what would be paid; nothing is sent.")
  private boolean dry;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description =
          "How long to wait until the transfers count; they go on without. Default:"
              + " ${DEFAULT-VALUE}.")
  private int wait = 120;

  @Override
  public Integer call() {
    OperatorView view = new OperatorView(spec.commandLine().getOut(), mediator.json());
    try (OperatorApi api = mediator.open()) {
      PayDesk desk = new PayDesk(api, addresses(), least());
      if (dry) {
        view.accounts(desk.accounts(), desk.payable());
        return ExitCode.OK.number();
      }
      PayDesk.Asked asked = desk.pay(mediator.token());
      ArrayNode ends = desk.follow(asked.paying(), Duration.ofSeconds(wait));
      view.payouts(ends, asked.refused());
      boolean refused =
          !asked.refused().isEmpty() || ends.valueStream().anyMatch(PayoutsCommand::refused);
      return (refused ? ExitCode.EXPECTATION_FAILED : ExitCode.OK).number();
    }
  }

  private static boolean refused(JsonNode verifier) {
    String state = verifier.path("account").path("last").path("state").asText();
    return state.equals("RETURNED") || state.equals("STOPPING");
  }

  private Set<Address> addresses() {
    Set<Address> addresses = new HashSet<>();
    for (String node : nodes) {
      try {
        addresses.add(Address.fromHex(node));
      } catch (MalformedValue e) {
        throw new ConfigurationRefused(
            "--node: " + e.getMessage(),
            "Give a verifier's address, as lilypad verifiers shows it");
      }
    }
    return addresses;
  }

  private Wei least() {
    try {
      BigInteger smallest = new BigDecimal(minimum).movePointRight(DECIMALS).toBigIntegerExact();
      return new Wei(smallest);
    } catch (ArithmeticException | NumberFormatException | MalformedValue e) {
      throw new ConfigurationRefused(
          "--minimum: expected tokens from 0 on, of at most 18 places, got " + minimum,
          "Give one such as 0.5");
    }
  }
}
