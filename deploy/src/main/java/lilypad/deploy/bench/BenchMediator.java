package lilypad.deploy.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lilypad.chain.pool.Endpoint;
import lilypad.chain.pool.PoolSettings;
import lilypad.chain.pool.PooledChain;
import lilypad.chain.rpc.ChainCheck;
import lilypad.chain.rpc.RpcSettings;
import lilypad.mediator.MediatorProcess;
import lilypad.mediator.MediatorService;
import lilypad.mediator.MediatorSettings;
import lilypad.mediator.contracts.ServedContracts;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.sign.PrivateKey;

/** A whole mediator in this process that follows a generated chain. */
final class BenchMediator {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private BenchMediator() {}

  /**
   * Starts one on free ports of loopback that mediates nothing; a node that does not answer at once
   * is asked again.
   *
   * @param following more of {@code lilypad.mediator.chain}, as configuration text
   */
  static MediatorService start(URI node, Path folder, String following) throws IOException {
    return start(node, folder, following, "");
  }

  /**
   * Starts one that may mediate.
   *
   * @param more configuration text, before which the rest of it gives way
   */
  static MediatorService start(URI node, Path folder, String following, String more)
      throws IOException {
    Config config =
        MediatorProcess.layered(
            ConfigFactory.parseString(more)
                .withFallback(
                    ConfigFactory.parseString(
                        """
                lilypad.mediator {
                  key-file = "unused"
                  data-folder = "%s"
                  chain {
                    rpc = "%s"
                    %s
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
                                following,
                                DealChain.CHAIN_ID,
                                CannedLogs.TOKEN,
                                CannedLogs.PAYMENTS,
                                CannedLogs.STORAGE,
                                CannedLogs.MEDIATION))));
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
