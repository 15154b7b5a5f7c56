package lilypad.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import lilypad.chain.anvil.Anvil;
import lilypad.chain.anvil.AnvilSettings;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcSettings;
import lilypad.chain.send.FeePolicy;
import lilypad.chain.send.SendSettings;
import lilypad.protocol.Wei;
import lilypad.protocol.sign.PrivateKey;

/** A chain of its own for a test, which mines only when told. */
public final class TestChain implements AutoCloseable {

  /** Sends without patience. */
  public static final SendSettings SENDING =
      new SendSettings(
          new FeePolicy(25, 2, 12, Wei.of(500_000_000_000L)),
          Duration.ofMillis(20),
          Duration.ofSeconds(30));

  private final Anvil anvil;
  private final JsonRpcChain chain;

  /** Starts it. */
  public TestChain() throws IOException {
    Path output = Files.createTempFile("anvil-", ".log");
    output.toFile().deleteOnExit();
    AnvilSettings settings = AnvilSettings.devnet(Anvil.binary(Anvil.projectRoot()), output);
    anvil = Anvil.start(settings.withBlockSeconds(0));
    chain = JsonRpcChain.connect(RpcSettings.of(anvil.url()));
  }

  /** The process. */
  public Anvil anvil() {
    return anvil;
  }

  /** The chain as any client sees it. */
  public JsonRpcChain chain() {
    return chain;
  }

  /** One of the rich accounts. */
  public PrivateKey key(int index) {
    return anvil.devKeys().get(index);
  }

  @Override
  public void close() {
    chain.close();
    anvil.close();
  }
}
