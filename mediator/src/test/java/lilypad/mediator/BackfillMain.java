package lilypad.mediator;

import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import lilypad.mediator.contracts.ServedContracts;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.sign.PrivateKey;

/**
 * Measures a back-fill: from a chain with so many logs (first argument; five to a deal, one to a
 * block) until all are journaled in their deals, by a whole mediator with the embedded journal;
 * then a restart on that journal. Prints seconds and logs a second.
 */
final class BackfillMain {

  private static final int LOGS_A_DEAL = 5;

  private BackfillMain() {}

  /** Measures. */
  public static void main(String[] arguments) throws Exception {
    int logs = Integer.parseInt(arguments[0]);
    ScriptedChain chain = new ScriptedChain();
    for (int i = 0; i < logs; i++) {
      AgreementState state =
          i % LOGS_A_DEAL == 0 ? AgreementState.DEAL_AGREED : AgreementState.RESULTS_SUBMITTED;
      chain.mine("a", new LilypadEvent.DealStateChange(new DealId("Qm" + i / LOGS_A_DEAL), state));
    }
    Path folder = Files.createTempDirectory("backfill-");
    measured("back-fill", folder, chain, logs);
    measured("restart", folder, chain, logs);
  }

  private static void measured(String what, Path folder, ScriptedChain chain, int logs)
      throws Exception {
    Address signer = Address.fromHex("0x00000000000000000000000000000000000000a4");
    Config config =
        MediatorProcess.layered(
            ConfigFactory.parseString(
                """
                lilypad.mediator {
                  key-file = "unused"
                  data-folder = "%s"
                  chain.chain-id = 31337
                  chain.contracts {
                    token = "0x00000000000000000000000000000000000000a1"
                    payments = "0x00000000000000000000000000000000000000a2"
                    storage = "0x00000000000000000000000000000000000000a3"
                    mediation = "%s"
                  }
                  solver.url = "http://127.0.0.1:1"
                  verifiers.port = 0
                  api.port = 0
                }
                """
                    .formatted(folder, signer)));
    long began = System.nanoTime();
    MediatorService service =
        MediatorService.start(
            config,
            MediatorSettings.read(config),
            new ServedContracts(
                ContractProfile.OURS, ContractProfile.OURS.route(signer, Optional.empty())),
            PrivateKey.fromHex("11".repeat(32)),
            chain.pool());
    BlockRef head = chain.clock().head();
    await()
        .forever()
        .until(() -> service.clock().filter(now -> now.head().equals(head)).isPresent());
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        Locale.ROOT, "%s: %d logs, %.1f s, %.0f logs/s%n", what, logs, seconds, logs / seconds);
    service.close();
  }
}
