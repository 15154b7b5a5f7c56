package lilypad.mediator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import lilypad.chain.pool.Endpoint;
import lilypad.chain.pool.PoolSettings;
import lilypad.chain.pool.PooledChain;
import lilypad.chain.rpc.ChainCheck;
import lilypad.chain.rpc.RpcSettings;
import lilypad.mediator.contracts.ServedContracts;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.sign.PrivateKey;
import lilypad.verifier.key.KeyedFolder;

/**
 * A mediator as a program: from the operator's file to a service that runs until it is told to
 * stop.
 */
public final class MediatorProcess {

  /** The exit code of a mediator that stopped itself: the log says why. */
  public static final int STOPPED_ITSELF = 5;

  private MediatorProcess() {}

  /**
   * The operator's settings over ours over the libraries'.
   *
   * @throws com.typesafe.config.ConfigException if a reference cannot be resolved
   */
  public static Config layered(Config operator) {
    return operator
        .withFallback(ConfigFactory.parseResources("mediator.conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }

  /**
   * Runs a mediator until the process is told to stop, and says on {@code out} when it is ready.
   *
   * @param operator the operator's file, not resolved against anything
   * @return the exit code
   * @throws com.typesafe.config.ConfigException naming the key that is missing or wrong
   * @throws CannotGoOn if key or data folder are not those of this mediator, with the remedy
   * @throws CannotGoOn if chain, contracts or funds are not as configured, with the remedy
   */
  public static int run(Config operator, PrintStream out) {
    Config config = layered(operator);
    MediatorSettings settings = MediatorSettings.read(config);
    PrivateKey key = settings.key().key(System.getenv());
    PooledChain chain = chain(config, settings, key);
    try {
      ServedContracts contracts =
          ServedContracts.identify(chain, settings.contracts(), key.address());
      KeyedFolder.claim(settings.dataFolder(), key.address(), "lilypad.mediator.data-folder");
      MediatorService service = MediatorService.start(config, settings, contracts, key, chain);
      Runtime.getRuntime().addShutdownHook(new Thread(service::close, "mediator-stop"));
      out.println(
          "mediator ready: address="
              + key.address().checksummed()
              + " verifiers="
              + settings.gateway().host()
              + ":"
              + service.gatewayPort()
              + " api=http://"
              + settings.api().getHostString()
              + ":"
              + service.apiPort());
      out.flush();
      service.whenStopped().toCompletableFuture().join();
      return service.failed() ? STOPPED_ITSELF : 0;
    } catch (IOException e) {
      throw new CannotGoOn(
          "The mediator cannot listen or write its data (" + e.getMessage() + ")",
          "Free the ports under lilypad.mediator.verifiers and lilypad.mediator.api or set others"
              + " (0 takes a free one), and see that lilypad.mediator.data-folder can be written",
          e);
    }
  }

  private static PooledChain chain(Config config, MediatorSettings settings, PrivateKey key) {
    PoolSettings pool =
        PoolSettings.from(config.getConfig("lilypad.chain.pool"), settings.rpc().size());
    PooledChain chain =
        PooledChain.connect(
            settings.rpc().stream().map(url -> endpoint(config, url)).toList(),
            pool,
            settings.chainId(),
            "lilypad.mediator.chain.rpc",
            "lilypad.mediator.chain.chain-id",
            event -> {});
    ChainCheck.requireContracts(chain, settings.contracts().byKey());
    ChainCheck.requireFunds(chain, key.address(), settings.leastBalance(), "the mediator");
    return chain;
  }

  private static Endpoint endpoint(Config config, URI url) {
    return Endpoint.at(
        RpcSettings.from(
            config
                .getConfig("lilypad.chain.rpc")
                .withValue("url", ConfigValueFactory.fromAnyRef(url.toString()))));
  }
}
