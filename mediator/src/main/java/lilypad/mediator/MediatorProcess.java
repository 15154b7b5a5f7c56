package lilypad.mediator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import lilypad.chain.pool.Endpoint;
import lilypad.chain.pool.PoolSettings;
import lilypad.chain.pool.PooledChain;
import lilypad.chain.rpc.ChainCheck;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.RpcSettings;
import lilypad.mediator.audit.AnchorContract;
import lilypad.mediator.contracts.ServedContracts;
import lilypad.persistence.cassandra.CassandraSettings;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.sign.PrivateKey;
import lilypad.verifier.config.CheckedConfig;
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
   * @throws com.typesafe.config.ConfigException if a reference cannot be resolved, or the journal
   *     is none of ours
   */
  public static Config layered(Config operator) {
    Config ours =
        ConfigFactory.parseResources("mediator.conf")
            .withFallback(ConfigFactory.defaultReferenceUnresolved());
    Config embedded = operator.withFallback(ours).resolve();
    return switch (JournalKind.of(embedded)) {
      case EMBEDDED -> embedded;
      case CASSANDRA ->
          operator.withFallback(CassandraSettings.plugin(embedded)).withFallback(ours).resolve();
    };
  }

  /**
   * Runs a mediator until the process is told to stop, and says on {@code out} when it is ready.
   *
   * @param operator the operator's file, not resolved against anything
   * @param accepted what an operator says of a contradiction to finality
   * @return the exit code
   * @throws com.typesafe.config.ConfigException naming the key that is missing or wrong
   * @throws CannotGoOn if key or data folder are not those of this mediator, with the remedy
   * @throws CannotGoOn if chain, contracts or funds are not as configured, or what is accepted
   *     cannot be, with the remedy
   */
  public static int run(Config operator, Optional<Acceptance> accepted, PrintStream out) {
    Config config = layered(operator);
    MediatorSettings settings = MediatorSettings.read(config);
    PrivateKey key = settings.key().key(System.getenv());
    Duration patience = CheckedConfig.at(config, "lilypad.mediator.chain").duration("start-within");
    PooledChain chain = ChainCheck.patiently(patience, () -> connected(config, settings));
    try {
      ServedContracts contracts =
          ChainCheck.patiently(patience, () -> checked(chain, settings, key));
      KeyedFolder.claim(settings.dataFolder(), key.address(), "lilypad.mediator.data-folder");
      MediatorService service = MediatorService.start(config, settings, contracts, key, chain);
      Runtime.getRuntime().addShutdownHook(new Thread(service::close, "mediator-stop"));
      accepted.ifPresent(service::accept);
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

  /** The chain as the endpoints tell it; they serve the configured one. */
  private static PooledChain connected(Config config, MediatorSettings settings) {
    return PooledChain.connect(
        settings.rpc().stream().map(url -> endpoint(config, url)).toList(),
        PoolSettings.from(config.getConfig("lilypad.chain.pool"), settings.rpc().size()),
        settings.chainId(),
        "lilypad.mediator.chain.rpc",
        "lilypad.mediator.chain.chain-id",
        event -> {});
  }

  /** Contracts and funds are as configured. */
  private static ServedContracts checked(
      EvmChain chain, MediatorSettings settings, PrivateKey key) {
    ChainCheck.requireContracts(chain, settings.contracts().byKey());
    ChainCheck.requireFunds(chain, key.address(), settings.leastBalance(), "the mediator");
    settings
        .audit()
        .anchor()
        .ifPresent(anchor -> AnchorContract.require(chain, anchor.contract(), key.address()));
    return ServedContracts.identify(chain, settings.contracts(), key.address());
  }

  private static Endpoint endpoint(Config config, URI url) {
    return Endpoint.at(
        RpcSettings.from(
            config
                .getConfig("lilypad.chain.rpc")
                .withValue("url", ConfigValueFactory.fromAnyRef(url.toString()))));
  }
}
