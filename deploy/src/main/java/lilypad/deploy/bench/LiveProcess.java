package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lilypad.chain.pool.Endpoint;
import lilypad.chain.pool.PoolSettings;
import lilypad.chain.pool.PooledChain;
import lilypad.chain.rpc.ChainCheck;
import lilypad.chain.rpc.RpcSettings;
import lilypad.deploy.view.OperatorApi;
import lilypad.mediator.MediatorProcess;
import lilypad.mediator.MediatorService;
import lilypad.mediator.MediatorSettings;
import lilypad.mediator.contracts.ServedContracts;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.sign.PrivateKey;

/**
 * A process that is a whole mediator and follows a chain that grows. It says {@code ready}, then
 * answers each line with the height of the last block it has recorded and the number of deliveries
 * that it still owes to deals, both as its own health tells them. It ends with its standard input.
 */
final class LiveProcess {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private LiveProcess() {}

  /** Takes the node's URL, a data folder, the poll interval in ms and the doorbell's URL or "". */
  public static void main(String[] arguments) throws Exception {
    // What is logged must not stand between the answers.
    PrintStream answers = System.out;
    System.setOut(System.err);
    try (MediatorService service =
            start(
                URI.create(arguments[0]),
                Path.of(arguments[1]),
                Long.parseLong(arguments[2]),
                arguments[3]);
        OperatorApi api = new OperatorApi(URI.create("http://127.0.0.1:" + service.apiPort()))) {
      answers.println("ready");
      BufferedReader questions =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      while (questions.readLine() != null) {
        JsonNode health = api.require("/api/v1/health");
        answers.println(
            health.path("chain").path("head").asLong(-1)
                + " "
                + health.path("delivery").path("pending").asLong());
      }
    }
    System.exit(0);
  }

  private static MediatorService start(URI node, Path folder, long pollMillis, String doorbell)
      throws IOException {
    Config config =
        MediatorProcess.layered(
            ConfigFactory.parseString(
                """
                lilypad.mediator {
                  key-file = "unused"
                  data-folder = "%s"
                  chain {
                    rpc = "%s"
                    doorbell = "%s"
                    poll-interval = %d ms
                    chain-id = %d
                    start-block = 1
                    contracts { token = "%s", payments = "%s", storage = "%s", mediation = "%s" }
                  }
                  solver.url = "http://127.0.0.1:1"
                  verifiers.port = 0
                  api.port = 0
                }
                """
                    .formatted(
                        folder,
                        node,
                        doorbell,
                        pollMillis,
                        DealChain.CHAIN_ID,
                        CannedLogs.TOKEN,
                        CannedLogs.PAYMENTS,
                        CannedLogs.STORAGE,
                        CannedLogs.MEDIATION)));
    PooledChain chain =
        ChainCheck.patiently(
            PATIENCE,
            () ->
                PooledChain.connect(
                    List.of(Endpoint.at(RpcSettings.of(node))),
                    PoolSettings.from(config.getConfig("lilypad.chain.pool"), 1),
                    DealChain.CHAIN_ID,
                    "lilypad.mediator.chain.rpc",
                    "lilypad.mediator.chain.chain-id",
                    event -> {}));
    return MediatorService.start(
        config,
        MediatorSettings.read(config),
        new ServedContracts(
            ContractProfile.OURS,
            ContractProfile.OURS.route(CannedLogs.MEDIATION, Optional.empty())),
        PrivateKey.fromHex("11".repeat(32)),
        chain);
  }
}
