package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lilypad.deploy.view.OperatorApi;
import lilypad.mediator.MediatorService;
import lilypad.verifier.artifact.BlockStore;

/**
 * A process that is a whole mediator of {@link PanelDeals}. It prints its gateway's port and
 * answers each line: {@code at N}, once it has delivered all up to block N; {@code begin}, and
 * {@code end} with the CPU time and the shares of time in between; {@code heap}; {@code open}, the
 * number of deals that wait for something. It ends with its standard input.
 */
final class PanelMediator {

  private static final long PAUSE_MILLIS = 20;
  private static final long BLOCKS = 1L << 30;

  private final OperatorApi api;
  private Optional<TimeShares> shares = Optional.empty();
  private long cpu;

  private PanelMediator(OperatorApi api) {
    this.api = api;
  }

  /** Takes the URLs of node and solver and a data folder. */
  public static void main(String[] arguments) throws Exception {
    // What is logged must not stand between the answers.
    PrintStream answers = System.out;
    System.setOut(System.err);
    Path folder = Path.of(arguments[2]);
    BlockStore.open(folder.resolve("blocks"), BLOCKS).putTree(PanelDeals.module());
    try (MediatorService service =
            BenchMediator.start(
                URI.create(arguments[0]),
                folder,
                "poll-interval = 20 ms",
                configuration(arguments[1]));
        OperatorApi api = new OperatorApi(URI.create("http://127.0.0.1:" + service.apiPort()))) {
      answers.println(service.gatewayPort());
      PanelMediator mediator = new PanelMediator(api);
      BufferedReader questions =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        answers.println(mediator.answer(line));
      }
    }
  }

  /**
   * As a mediator's, but: the node has no receipts, so logs are believed; a verdict waits for a
   * finality that does not come, so that the wallet stays out of it; whole blocks of checks come at
   * once, so more may wait for a node; and all deals stay in memory, to be weighed.
   */
  private static String configuration(String solver) {
    return """
    lilypad.chain.follow.verify = none
    lilypad.mediator {
      solver.url = "%s"
      settle.level = finalized
      recheck { below = 1000000, agreements = 0 }
      audit.head-interval = 1s
      deals.most-in-memory = 100000
      verifiers.outbound-queue = 100000
      verifiers.roster = [ %s ]
    }
    """
        .formatted(
            solver,
            IntStream.range(0, PanelDeals.NODES)
                .mapToObj(
                    number ->
                        "{ address = \"%s\", operator = \"%s\" }"
                            .formatted(
                                PanelDeals.node(number).address(), PanelDeals.operator(number)))
                .collect(Collectors.joining(", ")));
  }

  private String answer(String line) throws IOException, InterruptedException {
    String[] question = line.split(" ", 2);
    return switch (question[0]) {
      case "at" -> at(Long.parseLong(question[1]));
      case "begin" -> {
        cpu = CpuUse.nanos();
        shares = Optional.of(TimeShares.begin());
        yield "begun";
      }
      case "end" -> {
        long took = CpuUse.nanos() - cpu;
        yield took + " " + shares.orElseThrow().end();
      }
      case "heap" -> Long.toString(HeapUse.afterCollection());
      case "open" ->
          Long.toString(api.require("/api/v1/health").path("deals").path("open").asLong());
      default -> throw new BenchFault("expected a question, got " + line);
    };
  }

  private String at(long block) throws InterruptedException {
    while (true) {
      JsonNode health = api.require("/api/v1/health");
      if (health.path("chain").path("head").asLong() >= block
          && health.path("delivery").path("pending").asLong() == 0) {
        return Long.toString(block);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
