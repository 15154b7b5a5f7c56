package lilypad.deploy.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import lilypad.chain.pool.EndpointState;
import lilypad.chain.pool.EndpointStatus;
import lilypad.deploy.cli.ExitCode;
import lilypad.deploy.cli.LilypadCommand;
import lilypad.mediator.api.ApiServer;
import lilypad.mediator.api.ApiSources;
import lilypad.mediator.panel.RosterSettings;
import lilypad.mediator.query.Boards;
import lilypad.mediator.query.DealBoard;
import lilypad.mediator.query.Health;
import lilypad.mediator.query.ProgressBoard;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.PaymentDirection;
import lilypad.protocol.abi.PaymentReason;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.BoardsSnapshot;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.story.RecordedFact;
import lilypad.protocol.story.RuledFact;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The operator's commands against the real HTTP interface and a real journal. */
class OperatorViewIT {

  private static final Address STORAGE =
      Address.fromHex("0x00000000000000000000000000000000000000ab");
  private static final Address PAYER =
      Address.fromHex("0x00000000000000000000000000000000000000cd");
  private static final DealId FIRST = new DealId("QmXfirst");
  private static final DealId SECOND = new DealId("QmXsecond");
  private static final DealId HOSTILE =
      new DealId("\u001b[31m/../\u009b?a=%2F+" + "z".repeat(5_000));
  private static final long BEGIN = 1_700_000_000_000L;

  @TempDir private Path folder = Path.of("");

  private final Boards boards = new Boards(DealBoard.withoutSettings(), new ProgressBoard());
  private final Map<DealKey, List<RecordedFact>> facts = new HashMap<>();
  private final List<NodeIdentity> nodes = new ArrayList<>();
  private ApiServer server;

  private record Ran(int exit, String out, String err) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(out);
    }
  }

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        LilypadCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit = line.execute(arguments);
    return new Ran(exit, out.toString(), err.toString());
  }

  private Ran ask(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--api");
    all.add("http://127.0.0.1:" + server.port());
    return run(all.toArray(String[]::new));
  }

  @BeforeEach
  void serve() throws IOException {
    for (DealId deal : List.of(FIRST, SECOND, HOSTILE)) {
      for (DealEvent event : events(deal)) {
        List<RecordedFact> known = facts.computeIfAbsent(key(deal), key -> new ArrayList<>());
        known.add(new RecordedFact(BEGIN + 1_000L * known.size(), event));
        boards.happened("deal|" + key(deal), known.size(), event, BEGIN);
      }
    }
    boards.happened(
        "intake|x",
        1,
        new IntakeEvent.BlockSeen(block(9), List.of(), List.of(), List.of()),
        Instant.now().toEpochMilli());
    for (int i = 1; i <= 2; i++) {
      nodes.add(
          new NodeIdentity(
              Address.fromHex("0x00000000000000000000000000000000000000e" + i),
              "operator " + i,
              hash("runtime"),
              List.of(),
              Optional.empty(),
              1));
    }
    server =
        new ApiServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), sources(() -> true));
    server.open();
    server.journalRead();
  }

  private ApiSources sources(BooleanSupplier ready) {
    return new ApiSources(
        boards,
        OperatorViewIT::key,
        key -> facts.getOrDefault(key, List.of()),
        key ->
            facts.getOrDefault(key, List.of()).stream()
                .map(fact -> new RuledFact(fact, Optional.empty()))
                .toList(),
        new RosterSettings(
            Map.of(Address.fromHex("0x00000000000000000000000000000000000000ef"), "absent"),
            Set.of()),
        () -> nodes,
        ready,
        this::health);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Health health() {
    return new Health(
        Instant.now(),
        Duration.ofMinutes(2),
        true,
        boards.progress().intake(),
        boards.progress().rechecked(),
        Optional.empty(),
        new Health.Deals(3, 0, true),
        boards.progress().waiting(),
        Map.of(),
        Optional.empty(),
        new Health.Panel(nodes.size(), nodes.size(), 3, 2),
        new Health.Journal(
            42,
            0,
            new BoardsSnapshot.Heads(
                40,
                Optional.empty(),
                Optional.of(
                    new BoardsSnapshot.Anchored(
                        30, 9, Instant.now().minusSeconds(61).toEpochMilli()))),
            List.of()),
        List.of(
            new EndpointStatus(
                "http://node-1:8545",
                EndpointState.IN_USE,
                OptionalLong.of(12),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            new EndpointStatus(
                "http://node-2:8545",
                EndpointState.PAUSED,
                OptionalLong.empty(),
                Optional.of("no answer from http://node-2:8545: HTTP status 503"),
                Optional.of(Duration.ofSeconds(7)),
                Optional.empty())));
  }

  private static DealKey key(DealId deal) {
    return DealKey.of(31_337, STORAGE, deal);
  }

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static BlockRef block(long number) {
    return new BlockRef(number, hash("block " + number), hash("block"), 1_700_000_000L + number);
  }

  private static List<DealEvent> events(DealId deal) {
    List<DealEvent> events = new ArrayList<>();
    List<LilypadEvent> said =
        List.of(
            new LilypadEvent.Payment(
                deal,
                PAYER,
                Wei.ofWhole(30),
                PaymentReason.PAYMENT_COLLATERAL,
                PaymentDirection.PAID_IN),
            new LilypadEvent.DealStateChange(deal, AgreementState.DEAL_AGREED));
    for (LilypadEvent event : said) {
      EncodedEvent encoded = EncodedEvent.of(event);
      ChainLog log =
          new ChainLog(
              STORAGE,
              encoded.topics(),
              encoded.data(),
              block(7).hash(),
              7,
              hash("transaction"),
              events.size());
      events.add(new DealEvent.LogRecorded(deal, block(7), log));
    }
    return events;
  }

  private static void assertPrintable(String text) {
    assertThat(text).matches("(?s)[ -~\\n]*");
    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(121));
  }

  @Test
  void dealsAreATableForPeopleAndOneValueForPrograms() throws IOException {
    Ran table = ask("deals");
    assertThat(table.exit()).isZero();
    assertThat(table.out()).contains("QmXfirst").contains("DEAL_AGREED").contains("3 deals");
    assertPrintable(table.out());
    Ran json = ask("deals", "--json");
    assertThat(json.json()).hasSize(3);
    assertThat(json.out()).matches("(?s)\\[.*]\\R");
    assertThat(json.out()).matches("(?s)[ -~\\n]*");
  }

  @Test
  void aDealIsToldByItsIdItsKeyOrABeginningOfEither() throws IOException {
    Ran story = ask("deal", "QmXfirst");
    assertThat(story.exit()).as(story.err()).isZero();
    assertThat(story.out())
        .contains(
            "2023-11-14 22:13:20  chain       block 7: account 0x00000000.. pays in 30 tokens")
        .contains("2023-11-14 22:13:21  chain       block 7: both sides have agreed")
        .contains("account 0x00000000..     -30 tokens");
    assertPrintable(story.out());
    assertThat(ask("deal", "QmXf").out()).isEqualTo(story.out());
    assertThat(ask("deal", key(FIRST).toString()).out()).isEqualTo(story.out());
    JsonNode json = ask("deal", "QmXs", "--json").json();
    assertThat(json.path("deal").path("dealId").asText()).isEqualTo("QmXsecond");
    assertThat(json.path("story")).hasSize(2);
    assertThat(json.path("money").path(0).path("net").asText()).isEqualTo("-30000000000000000000");
  }

  @Test
  void aHostileIdIsFoundAndNeverReachesTheTerminal() throws IOException {
    Ran byId = ask("deal", HOSTILE.text());
    assertThat(byId.exit()).as(byId.err()).isZero();
    assertPrintable(byId.out());
    assertThat(ask("deal", HOSTILE.shown()).out()).isEqualTo(byId.out());
    Ran json = ask("deal", HOSTILE.text(), "--json");
    assertThat(json.out()).matches("(?s)[ -~\\n]*");
    assertThat(json.json().path("deal").path("dealId").asText()).isEqualTo(HOSTILE.text());
  }

  @Test
  void aDealWhoseIdIsAnothersKeyDoesNotStandInItsPlace() throws IOException {
    DealId posing = new DealId(key(FIRST).toString());
    long number = 0;
    for (DealEvent event : events(posing)) {
      boards.happened("deal|" + key(posing), ++number, event, BEGIN);
    }
    JsonNode json = ask("deal", key(FIRST).toString(), "--json").json();
    assertThat(json.path("deal").path("dealId").asText()).isEqualTo(FIRST.text());
    assertThat(ask("deal", key(posing).toString(), "--json").json().path("deal").path("dealId"))
        .isEqualTo(new TextNode(posing.text()));
  }

  @Test
  void untilTheJournalIsReadNobodyIsToldOfDeals() throws IOException {
    server.close();
    server =
        new ApiServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), sources(() -> false));
    server.open();
    Ran early = ask("deals");
    assertThat(early.exit()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(early.err()).contains("503");
  }

  @Test
  void anUnknownOrUnclearDealIsToldWithTheNearestOnes() {
    Ran unknown = ask("deal", "QmXfurst", "--json");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.out()).isEmpty();
    assertThat(unknown.err())
        .hasLineCount(2)
        .contains("There is no deal \"QmXfurst\"")
        .contains("The nearest: QmXfirst");
    Ran unclear = ask("deal", "QmX");
    assertThat(unclear.exit()).isEqualTo(2);
    assertThat(unclear.err()).contains("2 deals").contains("QmXfirst").contains("QmXsecond");
    assertThat(ask("deal", "\u001b[31mnothing").err()).doesNotContain("\u001b");
  }

  @Test
  void aDealThatNobodyAskedTheMediatorAboutHasNothingToExplain() throws IOException {
    Ran told = ask("policy", "explain", "QmXf");
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(told.out()).contains(FIRST.text()).contains("There is nothing to explain");
    assertPrintable(told.out());
    JsonNode json = ask("policy", "explain", FIRST.text(), "--json").json();
    assertThat(json.path("agrees").asBoolean()).isTrue();
    assertThat(json.path("checks")).isEmpty();
    assertThat(json.path("chainState").asText()).isEqualTo("DEAL_AGREED");

    Ran unknown = ask("policy", "explain", "QmNone");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("There is no deal");
    assertThat(run("policy").exit()).isEqualTo(2);
  }

  @Test
  void verifiersAreListedWhetherConnectedOrNot() throws IOException {
    Ran table = ask("verifiers");
    assertThat(table.exit()).isZero();
    assertThat(table.out()).contains("operator 1").contains("absent").contains("2 of 3 connected");
    assertPrintable(table.out());
    JsonNode json = ask("verifiers", "--json").json();
    assertThat(json).hasSize(3);
    assertThat(json.path(0).path("connected").asBoolean()).isTrue();
    assertThat(json.path(2).path("connected").asBoolean()).isFalse();
    assertThat(json.path(2).path("record").path("answers").isNumber()).isTrue();
  }

  @Test
  void healthExitsWithZeroOnlyWhileAllIsWellAndNamesWhatIsWrong() throws IOException {
    Ran well = ask("health");
    assertThat(well.exit()).as(well.out()).isZero();
    assertThat(well.out())
        .startsWith("well\n")
        .contains("block 9")
        .contains("42 facts, a signed head over 40, on chain one over 30 since block 9, 6")
        .contains("s ago (12 facts behind)");
    assertThat(well.out())
        .contains("endpoint http://node-1:8545: in use, head 12\n")
        .contains("endpoint http://node-2:8545: paused, trouble 7 s ago: no answer from")
        .contains("HTTP status 503");
    assertPrintable(well.out());
    nodes.removeLast();
    Ran ill = ask("health");
    assertThat(ill.exit()).isEqualTo(1);
    assertThat(ill.out()).startsWith("NOT WELL\n").contains("a panel needs 2");
    JsonNode json = ask("health", "--json").json();
    assertThat(json.path("well").asBoolean()).isFalse();
    assertThat(json.path("problems")).hasSize(1);
  }

  @Test
  void aMediatorThatIsDownIsToldByEveryCommand() throws IOException {
    String nowhere;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nowhere = "http://127.0.0.1:" + socket.getLocalPort();
    }
    for (String command : List.of("deals", "verifiers")) {
      Ran ran = run(command, "--api", nowhere, "--json");
      assertThat(ran.exit()).isEqualTo(3);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err()).hasLineCount(2).contains(nowhere + " does not answer");
    }
    Ran health = run("health", "--api", nowhere, "--json");
    assertThat(health.exit()).isEqualTo(1);
    assertThat(health.json().path("problems").path(0).asText()).contains("does not answer");
    assertThat(run("deals", "--api", "ftp://x").exit()).isEqualTo(2);
  }

  @Test
  void theConfigurationOfTheMediatorNamesItsInterface() throws IOException {
    Path file = folder.resolve("mediator.conf");
    Files.writeString(
        file, "lilypad.mediator.api { host = \"0.0.0.0\", port = " + server.port() + " }");
    assertThat(run("deals", "--config", file.toString()).out()).contains("3 deals");
    Files.writeString(file, "lilypad.mediator.api.port = 0");
    Ran free = run("deals", "--config", file.toString());
    assertThat(free.exit()).isEqualTo(2);
    assertThat(free.err()).contains("port is 0");
  }

  @Test
  void aJournalTellsTheSameAsItsMediatorAlsoWhileItIsWritten() throws Exception {
    Path data = folder.resolve("data");
    Map<String, String> settings =
        Map.of(
            "lilypad.journal.folder", data.resolve("journal").toString(),
            "pekko.persistence.journal.plugin", "lilypad.journal.embedded",
            "pekko.persistence.snapshot-store.plugin", "lilypad.snapshots.embedded",
            "pekko.loglevel", "WARNING");
    Config config = ConfigFactory.parseMap(settings).withFallback(ConfigFactory.load());
    ActorSystem<Write> writer = ActorSystem.create(new Scribe(key(FIRST)), "scribe", config);
    try {
      for (DealEvent event : events(FIRST)) {
        AskPattern.<Write, Done>ask(
                writer, to -> new Write(event, to), Duration.ofSeconds(20), writer.scheduler())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
      }
      Ran live = run("deal", "QmX", "--journal", data.toString());
      assertThat(live.exit()).as(live.err()).isZero();
      assertThat(live.out()).contains("block 7: both sides have agreed").contains("-30 tokens");
    } finally {
      writer.terminate();
      writer.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
    JsonNode stopped =
        run("deals", "--journal", data.resolve("journal").toString(), "--json").json();
    assertThat(stopped).hasSize(1);
    for (JsonNode deal : ask("deals", "--json").json()) {
      if (deal.path("dealId").asText().equals(FIRST.text())) {
        assertThat(stopped.path(0)).isEqualTo(deal);
      }
    }
    Ran none = run("deals", "--journal", folder.toString());
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("There is no journal in");
  }

  private record Write(DealEvent event, ActorRef<Done> replyTo) {}

  /** Journals what it is told, as a deal's actor does. */
  private static final class Scribe extends EventSourcedBehavior<Write, DealEvent, Long> {
    Scribe(DealKey key) {
      super(PersistenceId.of("deal", key.toString()));
    }

    @Override
    public Long emptyState() {
      return 0L;
    }

    @Override
    public CommandHandler<Write, DealEvent, Long> commandHandler() {
      return (state, write) ->
          Effect().persist(write.event()).thenRun(() -> write.replyTo().tell(Done.getInstance()));
    }

    @Override
    public EventHandler<Long, DealEvent> eventHandler() {
      return (state, event) -> state + 1;
    }
  }
}
