package lilypad.deploy.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import lilypad.deploy.config.ConfigurationFile;
import lilypad.deploy.config.ConfigurationRefused;
import lilypad.deploy.view.OperatorApi;
import lilypad.mediator.MediatorProcess;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.ServerUrl;
import lilypad.verifier.config.CheckedConfig;
import lilypad.verifier.key.AccessToken;
import picocli.CommandLine.Option;

/** Which mediator an operator's command asks, and in which form it answers. */
final class MediatorOptions {

  private static final String ENVIRONMENT = "LILYPAD_API";
  private static final String API = "lilypad.mediator.api";

  @Option(
      names = "--api",
      paramLabel = "URL",
      description =
          "The mediator's HTTP interface. Default: what --config says, else LILYPAD_API, else"
              + " loopback and the default port.")
  private Optional<String> api = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The mediator's configuration, to find its interface.")
  private Optional<Path> file = Optional.empty();

  @Option(names = "--json", description = "Print one JSON value and nothing else.")
  private boolean json;

  boolean json() {
    return json;
  }

  /** Whether the command line says which mediator is meant. */
  boolean given() {
    return api.isPresent() || file.isPresent();
  }

  OperatorApi open() {
    return new OperatorApi(url(Optional.ofNullable(System.getenv(ENVIRONMENT))));
  }

  /**
   * What shows that this is the mediator's operator.
   *
   * @throws ConfigurationRefused if it is not said whose data folder holds it
   */
  AccessToken token() {
    Path named =
        file.orElseThrow(
            () ->
                new ConfigurationRefused(
                    "Only its operator may have a mediator pay",
                    "Name its configuration with --config FILE: the token is in its data folder"));
    return AccessToken.read(
        Path.of(
            CheckedConfig.at(
                    MediatorProcess.layered(ConfigurationFile.read(named)), "lilypad.mediator")
                .text("data-folder")));
  }

  private URI url(Optional<String> environment) {
    return api.map(text -> parsed("--api", text))
        .or(
            () ->
                file.map(path -> configured(MediatorProcess.layered(ConfigurationFile.read(path)))))
        .or(
            () ->
                environment.filter(text -> !text.isBlank()).map(text -> parsed(ENVIRONMENT, text)))
        .orElseGet(() -> configured(ConfigFactory.defaultReference()));
  }

  private static URI configured(Config config) {
    CheckedConfig listening = CheckedConfig.at(config, API);
    String host = listening.text("host");
    int port = listening.port("port");
    if (port == 0) {
      throw new ConfigurationRefused(
          API + ".port is 0: the mediator takes a free port, which its log names",
          "Give that port with --api URL");
    }
    String reached = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    return parsed(
        API, "http://" + (reached.contains(":") ? "[" + reached + "]" : reached) + ":" + port);
  }

  private static URI parsed(String name, String text) {
    try {
      return ServerUrl.origin(text);
    } catch (MalformedValue e) {
      throw new ConfigurationRefused(
          name + ": " + e.getMessage(), "Give one such as http://127.0.0.1:9441");
    }
  }
}
