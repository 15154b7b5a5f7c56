package lilypad.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lilypad.mediator.api.ApiServer;
import lilypad.mediator.api.ApiSources;
import lilypad.mediator.api.Payouts;
import lilypad.mediator.panel.PayoutAnswer;
import lilypad.mediator.panel.RosterSettings;
import lilypad.mediator.query.Boards;
import lilypad.mediator.query.DealBoard;
import lilypad.mediator.query.ProgressBoard;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.roster.Account;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.settle.Refusal;
import lilypad.verifier.key.AccessToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code lilypad payouts} against a mediator's interface, behind which nobody signs anything. */
class PayoutsCommandIT {

  private static final Address RICH = address(1);
  private static final Address POOR = address(2);
  private static final Address TOKEN = address(3);

  @TempDir private Path folder = Path.of("");

  private final Boards boards = new Boards(DealBoard.withoutSettings(), new ProgressBoard());
  private final Map<Address, Long> numbers = new TreeMap<>();
  private boolean refuses;

  /** The mediator's own account. */
  private Address ours = TOKEN;

  private ApiServer server;
  private AccessToken token;

  private record Ran(int exit, String out, String err) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(out);
    }
  }

  /** Pays at once, or is refused at once. */
  private final class Till implements Payouts {
    @Override
    public boolean allowed(String shown) {
      return token.matches(shown);
    }

    @Override
    public Map<Address, PayoutAnswer> pay(Set<Address> verifiers, Wei least) {
      Map<Address, PayoutAnswer> answers = new TreeMap<>();
      for (Address verifier : List.of(RICH, POOR)) {
        if (verifiers.isEmpty() || verifiers.contains(verifier)) {
          answers.put(verifier, pay(verifier, least));
        }
      }
      return answers;
    }

    private PayoutAnswer pay(Address verifier, Wei least) {
      Account account = account(verifier);
      Optional<VerifierEvent.PayoutRequested> request = account.request(least, TOKEN, verifier);
      if (request.isEmpty()) {
        return new PayoutAnswer.TooLittle(account.balance());
      }
      if (verifier.equals(ours)) {
        return new PayoutAnswer.ToOurselves(verifier, account.balance());
      }
      long number = request.get().number();
      happens(verifier, request.get());
      if (refuses) {
        happens(
            verifier,
            new VerifierEvent.PayoutStopped(number, Refusal.TOKENS_SHORT, "\u001b[31mtoo little"));
        happens(verifier, new VerifierEvent.PayoutReturned(number));
      } else {
        happens(verifier, new VerifierEvent.PayoutMade(number, Hash32.ZERO, Hash32.ZERO, 42));
      }
      return new PayoutAnswer.Requested(request.get());
    }
  }

  private static Address address(int n) {
    return new Address(Keccak.hash(new byte[] {(byte) n}).bytes().slice(0, 20));
  }

  private Account account(Address verifier) {
    return Objects.requireNonNull(boards.progress().verifiers().get(verifier)).account();
  }

  private void happens(Address verifier, VerifierEvent event) {
    boards.happened("verifier|" + verifier, numbers.merge(verifier, 1L, Long::sum), event, 1);
  }

  private void earns(Address verifier, String smallest) {
    happens(
        verifier,
        new VerifierEvent.PayCredited(
            Keccak.hash(verifier.bytes().toArray()),
            1,
            new DealKey(Hash32.ZERO),
            new Wei(new BigInteger(smallest)),
            1));
  }

  @BeforeEach
  void serve() throws IOException {
    token = AccessToken.open(folder.resolve("data"));
    earns(RICH, "2500000000000000000");
    earns(POOR, "10000000000000000");
    server =
        new ApiServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new ApiSources(
                boards,
                deal -> DealKey.of(31_337, TOKEN, deal),
                key -> List.of(),
                key -> List.of(),
                new RosterSettings(Map.of(RICH, "ann", POOR, "bob"), Set.of()),
                List::of,
                () -> true,
                () -> {
                  throw new IllegalStateException("nobody asks for health here");
                },
                new Till()));
    server.open();
    server.journalRead();
    Files.writeString(
        folder.resolve("mediator.conf"),
        "lilypad.mediator { data-folder = \"%s\", api.port = %d }\n"
            .formatted(folder.resolve("data"), server.port()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        LilypadCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of("payouts"));
    all.addAll(List.of(arguments));
    int exit = line.execute(all.toArray(String[]::new));
    return new Ran(exit, out.toString(), err.toString());
  }

  private Ran ask(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", folder.resolve("mediator.conf").toString()));
    return run(all.toArray(String[]::new));
  }

  @Test
  void aDryRunShowsAccountsAndPaysNobody() throws IOException {
    Ran dry = ask("--dry-run", "--minimum", "1");
    assertThat(dry.exit()).as(dry.err()).isZero();
    assertThat(dry.out()).contains("2.5", "0.01", "1 of 2 would be paid out");
    JsonNode json = ask("--dry-run", "--json").json();
    assertThat(json.path("payable")).hasSize(2);
    assertThat(json.path("accounts").path(0).path("account").path("paid").asText()).isEqualTo("0");
  }

  @Test
  void everyAccountAboveTheMinimumIsPaidOnce() {
    Ran first = ask("--minimum", "1");
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.out()).contains(RICH.checksummed(), "made by", "block 42");
    assertThat(first.out()).doesNotContain(POOR.checksummed());
    Ran other = ask("--node", POOR.toString());
    assertThat(other.out()).contains(POOR.checksummed()).doesNotContain(RICH.checksummed());
    Ran again = ask();
    assertThat(again.exit()).isZero();
    assertThat(again.out()).contains("nothing is to be paid");
  }

  @Test
  void aRefusedPayoutIsNamedWithItsRemedyAndExitsWithOne() {
    refuses = true;
    Ran refused = ask();
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out()).contains("TOKENS_SHORT", "send tokens").doesNotContain("\u001b");
    refuses = false;
    assertThat(ask().exit()).as("paid the second time").isZero();
  }

  @Test
  void whatWouldGoToTheMediatorItselfIsNamedWithItsRemedyAndExitsWithOne() {
    ours = RICH;
    Ran refused = ask();
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out().replaceAll("\\s+", " "))
        .contains(RICH.checksummed(), "2.5", "stays in the account", "payout = ADDRESS")
        .contains(POOR.checksummed(), "made by");
    Ran alone = ask("--node", RICH.toString(), "--json");
    assertThat(alone.exit()).isEqualTo(1);
    assertThat(alone.out()).contains("TO_OURSELVES");
    assertThat(account(RICH).last()).isEmpty();
  }

  @Test
  void nobodyIsPaidForSomebodyElse() throws IOException {
    Ran nobody = run("--api", "http://127.0.0.1:" + server.port());
    assertThat(nobody.exit()).isEqualTo(2);
    assertThat(nobody.err()).contains("--config FILE");
    Path other = folder.resolve("other");
    AccessToken.open(other);
    Files.writeString(
        folder.resolve("mediator.conf"),
        "lilypad.mediator { data-folder = \"%s\", api.port = %d }\n"
            .formatted(other, server.port()));
    Ran wrong = ask();
    assertThat(wrong.exit()).isEqualTo(3);
    assertThat(wrong.err()).contains("does not take this token");
    assertThat(account(RICH).last()).isEmpty();
  }

  @Test
  void whatIsNoAmountOrAddressIsRefused() {
    assertThat(ask("--minimum", "-1").exit()).isEqualTo(2);
    assertThat(ask("--minimum", "much").exit()).isEqualTo(2);
    assertThat(ask("--node", "0x12").exit()).isEqualTo(2);
  }
}
