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

/** A chain of its own with our contracts on it, a block a second. */
public final class Devnet implements AutoCloseable {

  private final Path folder;
  private final Anvil anvil;
  private final EvmChain chain;
  private final ContractSet contracts;

  public final WorkerAccounts accounts = WorkerAccounts.devnet(3);
  public final MarketSettings settings;
  public final SendSettings sending;

  private Devnet(Path folder, Anvil anvil) {
    Config config = ConfigFactory.load();
    this.folder = folder;
    this.anvil = anvil;
    this.chain = JsonRpcChain.connect(RpcSettings.of(anvil.url()));
    this.settings = MarketSettings.from(config);
    this.sending = SendSettings.from(config.getConfig("lilypad.chain.send"));
    this.contracts = Marketplace.deploy(chain, accounts, settings, sending);
  }

  public static Devnet start(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path binary = Anvil.binary(Anvil.projectRoot());
    Anvil anvil = Anvil.start(AnvilSettings.devnet(binary, folder.resolve("anvil.log")));
    try {
      return new Devnet(folder, anvil);
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
