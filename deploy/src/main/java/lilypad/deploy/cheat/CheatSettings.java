package lilypad.deploy.cheat;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.sign.PrivateKey;
import lilypad.verifier.config.CheckedConfig;
import lilypad.verifier.key.KeyFile;

/**
 * Whom the verifiers of a ring serve, and what each does with which job; read from {@code
 * lilypad.cheats}, which a devnet writes.
 *
 * @param host of the mediator's gateway, on loopback
 * @param port of the mediator's gateway
 * @param solver who tells what providers claim
 * @param gateways where modules and inputs are fetched by those who do run a job
 * @param dataFolder holds what those fetch
 */
record CheatSettings(
    String host,
    int port,
    MediatorIdentity mediator,
    URI solver,
    List<URI> gateways,
    Path dataFolder,
    List<Node> nodes) {

  static final String SECTION = "lilypad.cheats";

  /** The chain id of Anvil and its like, on which nothing has worth. */
  private static final long DEVNET_CHAIN = 31_337;

  /**
   * One verifier.
   *
   * @param runtime what it says that it runs jobs on; what it really has, if empty
   * @param conducts by the job's input {@code Message}; with all other jobs it is honest
   */
  record Node(
      PrivateKey key,
      String operator,
      Optional<Hash32> runtime,
      Map<String, VerifierConduct> conducts) {

    Node {
      conducts = Map.copyOf(conducts);
    }

    private static Node read(Config config) {
      CheckedConfig node = CheckedConfig.of(config, SECTION + ".nodes");
      return new Node(
          new KeyFile(
                  Path.of(node.text("key-file")),
                  Optional.empty(),
                  KeyFile.Names.inSection(SECTION + ".nodes"))
              .key(Map.of()),
          node.text("operator"),
          node.optional("runtime").map(Hash32::fromHex),
          config.getConfigList("conducts").stream()
              .collect(
                  Collectors.toMap(
                      conduct -> conduct.getString("message"),
                      conduct -> conduct.getEnum(VerifierConduct.class, "conduct"))));
    }
  }

  CheatSettings {
    gateways = List.copyOf(gateways);
    nodes = List.copyOf(nodes);
  }

  /**
   * Reads a whole configuration.
   *
   * @throws CannotGoOn if it is not that of a devnet
   * @throws com.typesafe.config.ConfigException naming the key that is missing or wrong
   */
  static CheatSettings read(Config root) {
    CheckedConfig cheats = CheckedConfig.at(root, SECTION);
    MediatorIdentity mediator =
        new MediatorIdentity(
            cheats.address("mediator-address"),
            cheats.whole("chain-id", 1, Long.MAX_VALUE),
            cheats.address("verifying-contract"));
    String host = cheats.text("host");
    if (mediator.chainId() != DEVNET_CHAIN || !isLoopback(host)) {
      throw new CannotGoOn(
          "Verifiers that cheat serve only a devnet, not chain "
              + mediator.chainId()
              + " and a mediator at "
              + host,
          "Run ./lilypad verifier");
    }
    return new CheatSettings(
        host,
        cheats.port("port"),
        mediator,
        cheats.url("solver"),
        cheats.urls("gateways"),
        Path.of(cheats.text("data-folder")),
        cheats.config().getConfigList("nodes").stream().map(Node::read).toList());
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
