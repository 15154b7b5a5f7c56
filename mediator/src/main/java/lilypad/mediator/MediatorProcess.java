package lilypad.mediator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import lilypad.chain.pool.Endpoint;
import lilypad.chain.pool.PoolSettings;
import lilypad.chain.pool.PooledChain;
import lilypad.chain.rpc.ChainCheck;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.RpcSettings;
import lilypad.mediator.audit.AnchorContract;
import lilypad.mediator.contracts.ServedContracts;
import lilypad.persistence.cassandra.CassandraSettings;
import lilypad.persistence.embedded.DiskRoom;
import lilypad.persistence.embedded.EmbeddedSettings;
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
   * While its journal's disk is full it waits, and says so there.
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
    AtomicReference<Optional<Acceptance>> said = new AtomicReference<>(accepted);
    Lives lives =
        new Lives(
            DiskRoom.of(EmbeddedSettings.from(config)), words -> tell(out, "mediator: " + words));
    Runtime.getRuntime().addShutdownHook(new Thread(lives::close, "mediator-stop"));
    Lives.End end =
        lives.live(
            () -> {
              MediatorService service = start(config, settings, key);
              return new Life(
                  service, said.getAndSet(Optional.empty()), ready(settings, key, service), out);
            });
    return end == Lives.End.TOLD ? 0 : STOPPED_ITSELF;
  }

  private record Life(
      MediatorService service, Optional<Acceptance> said, String ready, PrintStream out)
      implements Lives.Life {
    @Override
    public Lives.End live() {
      said.ifPresent(service::accept);
      tell(out, ready);
      service.whenStopped().toCompletableFuture().join();
      if (service.roomless()) {
        return Lives.End.ROOMLESS;
      }
      return service.failed() ? Lives.End.FAILED : Lives.End.TOLD;
    }

    @Override
    public void close() {
      service.close();
    }
  }

  private static void tell(PrintStream out, String words) {
    out.println(words);
    out.flush();
  }

  private static MediatorService start(Config config, MediatorSettings settings, PrivateKey key) {
    Duration patience = CheckedConfig.at(config, "lilypad.mediator.chain").duration("start-within");
    PooledChain chain = ChainCheck.patiently(patience, () -> connected(config, settings));
    try {
      ServedContracts contracts =
          ChainCheck.patiently(patience, () -> checked(chain, settings, key));
      KeyedFolder.claim(settings.dataFolder(), key.address(), "lilypad.mediator.data-folder");
      return MediatorService.start(config, settings, contracts, key, chain);
    } catch (IOException e) {
      throw new CannotGoOn(
          "The mediator cannot listen or write its data (" + e.getMessage() + ")",
          "Free the ports under lilypad.mediator.verifiers and lilypad.mediator.api or set others"
              + " (0 takes a free one), and see that lilypad.mediator.data-folder can be written",
          e);
    }
  }

  private static String ready(MediatorSettings settings, PrivateKey key, MediatorService service) {
    return "mediator ready: address="
        + key.address().checksummed()
        + " verifiers="
        + settings.gateway().host()
        + ":"
        + service.gatewayPort()
        + " api=http://"
        + settings.api().getHostString()
        + ":"
        + service.apiPort();
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
