package lilypad.market;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lilypad.chain.anvil.Anvil;
import lilypad.chain.anvil.AnvilSettings;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcSettings;
import lilypad.chain.send.SendSettings;
import lilypad.protocol.ContractSet;
import lilypad.verifier.executor.wasm.WasmExecutor;
import lilypad.verifier.executor.wasm.WasmSettings;

/** A chain of its own with a market's contracts on it, a block a second. */
public final class Devnet implements AutoCloseable {

  /** Puts a market's contracts on a chain. */
  @FunctionalInterface
  private interface Deployment {
    ContractSet deploy(
        EvmChain chain, WorkerAccounts accounts, MarketSettings settings, SendSettings sending);
  }

  private final Path folder;
  private final Anvil anvil;
  private final EvmChain chain;
  private final ContractSet contracts;

  public final WorkerAccounts accounts = WorkerAccounts.devnet(3);
  public final MarketSettings settings;
  public final SendSettings sending;

  private Devnet(Path folder, Anvil anvil, Deployment deployment) {
    Config config = ConfigFactory.load();
    this.folder = folder;
    this.anvil = anvil;
    this.chain = JsonRpcChain.connect(RpcSettings.of(anvil.url()));
    this.settings = MarketSettings.from(config);
    this.sending = SendSettings.from(config.getConfig("lilypad.chain.send"));
    this.contracts = deployment.deploy(chain, accounts, settings, sending);
  }

  /** With our contracts. */
  public static Devnet start(Path folder) throws IOException {
    return start(folder, Marketplace::deploy);
  }

  /** With the double of Lilypad v2's contracts. */
  public static Devnet startLilypadV2(Path folder) throws IOException {
    return start(folder, Marketplace::deployLilypadV2);
  }

  private static Devnet start(Path folder, Deployment deployment) throws IOException {
    Files.createDirectories(folder);
    Path binary = Anvil.binary(Anvil.projectRoot());
    Anvil anvil = Anvil.start(AnvilSettings.devnet(binary, folder.resolve("anvil.log")));
    try {
      return new Devnet(folder, anvil, deployment);
    } catch (RuntimeException e) {
      anvil.close();
      throw e;
    }
  }

  public Anvil anvil() {
    return anvil;
  }

  public EvmChain chain() {
    return chain;
  }

  public ContractSet contracts() {
    return contracts;
  }

  public Marketplace openMarket() throws IOException {
    return Marketplace.open(
        chain,
        contracts,
        accounts,
        new WasmExecutor(WasmSettings.in(folder.resolve("runs"))),
        settings,
        sending,
        folder.resolve("blocks"));
  }

  @Override
  public void close() {
    chain.close();
    anvil.close();
  }
}
