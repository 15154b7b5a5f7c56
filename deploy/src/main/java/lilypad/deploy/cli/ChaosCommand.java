package lilypad.deploy.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import lilypad.chain.chaos.ChaosProxy;
import lilypad.chain.chaos.ChaosSettings;
import lilypad.chain.chaos.DealtFault;
import lilypad.chain.chaos.FaultProfile;
import lilypad.chain.chaos.ScriptedFault;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcSettings;
import lilypad.deploy.config.ConfigurationRefused;
import lilypad.protocol.CannotGoOn;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code lilypad chaos}. */
@Command(
    name = "chaos",
    description = {
      "Stand before a node of any chain and deal faults to whoever asks it, until Ctrl-C.",
      "JSON-RPC over HTTP and WebSocket at one port of loopback; docs/chaos.md tells each fault."
    })
final class ChaosCommand implements Callable<Integer> {

  private static final int SEEDS = 1_000_000;
  private static final int PORTS = 65_535;
  private static final String MILD = "mild";

  /** What can be asked for. */
  static final class Profiles implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return FaultProfile.names().iterator();
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--target",
      required = true,
      paramLabel = "URL",
      description = "The node's JSON-RPC endpoint, http or https.",
      converter = TargetConverter.class)
  private URI target = URI.create("http://127.0.0.1:8545");

  @Option(
      names = "--ws-target",
      paramLabel = "URL",
      description = "Its endpoint over WebSocket; without it, the same host and port.",
      converter = SocketConverter.class)
  private Optional<URI> socketTarget = Optional.empty();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where to listen on loopback; without it, a free port.")
  private int port;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides what comes by chance; without it, one that is told.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      completionCandidates = Profiles.class,
      description =
          "What comes by chance, one of: ${COMPLETION-CANDIDATES}. Without it, mild; with a script,"
              + " nothing.")
  private Optional<String> profile = Optional.empty();

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "Exact faults (HOCON): faults = [{method, after, times, fault, parameters}].")
  private Optional<Path> script = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    ChaosSettings settings = settings();
    requireNode();
    PrintWriter out = spec.commandLine().getOut();
    try (ChaosProxy proxy = start(settings, fault -> tell(out, fault))) {
      ready(out, proxy, settings);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> ended(out, proxy), "chaos-last-word"));
      Thread.currentThread().join();
    }
    return ExitCode.OK.number();
  }

  private ChaosSettings settings() {
    if (port < 0 || port > PORTS) {
      throw wrong("Invalid value for option '--port': expected 0 to 65535, got " + port);
    }
    List<ScriptedFault> exact = script.map(ChaosCommand::read).orElse(List.of());
    Optional<String> name = script.isPresent() ? profile : Optional.of(profile.orElse(MILD));
    return new ChaosSettings(
        target,
        socketTarget.orElseGet(() -> ChaosSettings.socketOf(target)),
        port,
        seed.orElseGet(() -> (long) new SecureRandom().nextInt(SEEDS)),
        name.map(this::named),
        exact);
  }

  private FaultProfile named(String name) {
    List<String> names = FaultProfile.names();
    if (!names.contains(name)) {
      throw wrong("Unknown profile " + name + "; there are " + String.join(", ", names));
    }
    return FaultProfile.named(name);
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  private static List<ScriptedFault> read(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new ConfigurationRefused(
          "There is no readable script at " + file.toAbsolutePath().normalize(),
          "Give the path of a file with --script");
    }
    return ScriptedFault.script(ConfigFactory.parseFile(file.toFile()).resolve());
  }

  private void requireNode() {
    try (EvmChain chain = JsonRpcChain.connect(RpcSettings.of(target))) {
      long unused = chain.chainId();
    } catch (RpcFault e) {
      throw new CannotGoOn(
          "No node answers at " + ChaosSettings.shown(target) + " (" + e.getMessage() + ")",
          "Start the node, or correct --target",
          e);
    }
  }

  private static ChaosProxy start(ChaosSettings settings, Consumer<DealtFault> told) {
    try {
      return ChaosProxy.start(settings, told);
    } catch (IOException e) {
      throw new CannotGoOn(
          "The proxy cannot listen (" + e.getMessage() + ")",
          "Give another --port, or none for a free one",
          e);
    }
  }

  private void ready(PrintWriter out, ChaosProxy proxy, ChaosSettings settings) {
    String profileName = settings.profile().map(FaultProfile::name).orElse("none");
    if (json) {
      out.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("ready", proxy.url().toString())
              .put("socket", proxy.socketUrl().toString())
              .put("target", ChaosSettings.shown(target))
              .put("profile", profileName)
              .put("scripted", settings.script().size())
              .put("seed", settings.seed()));
    } else {
      out.println(
          "chaos ready: "
              + proxy.url()
              + " and "
              + proxy.socketUrl()
              + " before "
              + ChaosSettings.shown(target)
              + ", profile "
              + profileName
              + ", scripted "
              + settings.script().size()
              + ", seed "
              + settings.seed());
    }
    out.flush();
  }

  private void tell(PrintWriter out, DealtFault fault) {
    out.println(json ? fault.json() : fault.line());
    out.flush();
  }

  private void ended(PrintWriter out, ChaosProxy proxy) {
    if (!json) {
      out.println("chaos dealt " + proxy.dealt());
      out.flush();
    }
  }

  /** Reads the endpoint; what may hold a password is not repeated. */
  static final class TargetConverter implements ITypeConverter<URI> {

    @Override
    public URI convert(String text) {
      return url(text, List.of("http", "https"));
    }
  }

  /** The same of the endpoint over WebSocket. */
  static final class SocketConverter implements ITypeConverter<URI> {

    @Override
    public URI convert(String text) {
      return url(text, List.of("ws", "wss"));
    }
  }

  private static URI url(String text, List<String> schemes) {
    String expected = "expected a url of " + String.join(" or ", schemes) + " with a host";
    try {
      URI url = URI.create(text);
      if (schemes.contains(String.valueOf(url.getScheme())) && url.getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(expected);
    }
    throw new TypeConversionException(expected);
  }
}
