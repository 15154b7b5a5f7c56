package lilypad.deploy.devnet;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lilypad.market.DevnetAccount;
import lilypad.protocol.ContractSet;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;

/**
 * The configuration and key files of a devnet's services, written as a person would write them.
 *
 * @param folder of this devnet; each service has its own below it
 */
record ServiceFiles(Path folder) {
  /** A devnet does not live long. */
  private static final String HEAD_INTERVAL = "2s";

  /** A demo leaves nothing to chance: evidence is looked at where it contradicts itself. */
  private static final String EVIDENCE_RATE = "0";

  /** The digest of a runtime that no module names. */
  private static final Hash32 OTHER_RUNTIME =
      Keccak.hash("another release of the runtime".getBytes(StandardCharsets.UTF_8));

  /**
   * What a mediator of a devnet and its verifiers are told.
   *
   * @param panel the mediator's waits
   * @param keyspace what it is told of its journal, whole keys; none if that is in its folder
   */
  record MediatorPlan(
      MediatorSite.Surroundings around,
      MediatorSite.Staff staff,
      int gatewayPort,
      int apiPort,
      Config panel,
      Map<String, Object> keyspace) {
    MediatorPlan {
      keyspace = Map.copyOf(keyspace);
    }
  }

  /** What this devnet is called among others. */
  String market() {
    return String.valueOf(folder.getFileName());
  }

  Path home(String service) {
    return created(folder.resolve(service));
  }

  Path log(String service, int start) {
    return home(service).resolve(start == 1 ? "log.txt" : "log-" + start + ".txt");
  }

  Path mediator(MediatorPlan plan) {
    Path home = home(plan.staff().name());
    ContractSet contracts = plan.around().contracts().contracts();
    Map<String, Object> values = new HashMap<>();
    values.put("key-file", key(home, plan.staff().signer()).toString());
    values.put("data-folder", home.resolve("data").toString());
    values.put("chain.rpc", plan.around().rpc());
    values.put("chain.doorbell", plan.around().heads());
    values.put("chain.chain-id", Devnet.CHAIN_ID);
    values.put("chain.contracts.token", contracts.token().toString());
    values.put("chain.contracts.payments", contracts.payments().toString());
    values.put("chain.contracts.storage", contracts.storage().toString());
    values.put("chain.contracts.mediation", contracts.mediation().toString());
    plan.around()
        .contracts()
        .guard()
        .ifPresent(guard -> values.put("chain.contracts.guard", guard.toString()));
    values.put("solver.url", plan.around().solver());
    values.put("gateways", List.of(plan.around().content()));
    values.put("verifiers.port", plan.gatewayPort());
    values.put("api.port", plan.apiPort());
    values.put("audit.head-interval", HEAD_INTERVAL);
    values.put("audit.anchor.contract", plan.around().contracts().anchor().toString());
    values.put("audit.anchor.interval", plan.around().anchoring().toSeconds() + "s");
    values.put(
        "verifiers.roster",
        IntStream.range(0, plan.staff().verifiers().size())
            .mapToObj(
                verifier ->
                    Map.of(
                        "address",
                        plan.staff().verifiers().get(verifier).address().toString(),
                        "operator",
                        plan.staff().operator(verifier)))
            .toList());
    plan.staff()
        .referee()
        .ifPresent(
            referee -> {
              values.put("adjudication.referee.address", referee.address().toString());
              values.put("adjudication.referee.rate", EVIDENCE_RATE);
              values.put("adjudication.referee.before-reject", false);
            });
    plan.panel().root().forEach((name, value) -> values.put("panel." + name, value.unwrapped()));
    values.putAll(plan.around().more());
    return write(home, "lilypad.mediator", values, plan.keyspace());
  }

  Path verifier(String service, int index, MediatorPlan mediator, Map<String, Object> more) {
    Path home = home(service);
    Map<String, Object> values = new HashMap<>();
    values.put("key-file", key(home, mediator.staff().verifiers().get(index)).toString());
    values.put("data-folder", home.resolve("data").toString());
    values.put("mediator", "127.0.0.1:" + mediator.gatewayPort());
    values.put("mediator-address", mediator.staff().signer().address().toString());
    values.put("chain-id", Devnet.CHAIN_ID);
    values.put(
        "verifying-contract", mediator.around().contracts().contracts().storage().toString());
    values.put("operator", mediator.staff().operator(index));
    values.put("gateways", List.of(mediator.around().content()));
    values.putAll(more);
    return write(home, "lilypad.verifier", values, Map.of());
  }

  /** What those verifiers are told that share the cheats' process. */
  Path cheats(String service, MediatorPlan mediator) {
    Path home = home(service);
    Map<String, Object> values = new HashMap<>();
    values.put("host", "127.0.0.1");
    values.put("port", mediator.gatewayPort());
    values.put("mediator-address", mediator.staff().signer().address().toString());
    values.put("chain-id", Devnet.CHAIN_ID);
    values.put(
        "verifying-contract", mediator.around().contracts().contracts().storage().toString());
    values.put("solver", mediator.around().solver());
    values.put("gateways", List.of(mediator.around().content()));
    values.put("data-folder", home.resolve("data").toString());
    values.put(
        "nodes",
        IntStream.range(0, mediator.staff().plans().size())
            .filter(verifier -> mediator.staff().plans().get(verifier).amongCheats())
            .mapToObj(verifier -> cheat(home, verifier, mediator.staff()))
            .toList());
    return write(home, "lilypad.cheats", values, Map.of());
  }

  private static Map<String, Object> cheat(Path home, int verifier, MediatorSite.Staff staff) {
    VerifierPlan plan = staff.plans().get(verifier);
    Path keys = created(home.resolve("verifier-" + (staff.firstVerifier() + verifier)));
    return Map.of(
        "key-file",
        key(keys, staff.verifiers().get(verifier)).toString(),
        "operator",
        staff.operator(verifier),
        "runtime",
        plan.kind() == VerifierPlan.Kind.SKEWED ? OTHER_RUNTIME.toString() : "",
        "conducts",
        plan.conducts().entrySet().stream()
            .map(
                conduct ->
                    Map.of("message", conduct.getKey(), "conduct", conduct.getValue().name()))
            .toList());
  }

  private static Path write(
      Path home, String section, Map<String, Object> values, Map<String, Object> whole) {
    Config config =
        ConfigFactory.parseMap(values).atPath(section).withFallback(ConfigFactory.parseMap(whole));
    String text =
        config
            .root()
            .render(
                ConfigRenderOptions.defaults()
                    .setJson(false)
                    .setOriginComments(false)
                    .setComments(false));
    Path file = home.resolve("service.conf");
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }

  /** A key file that only its owner can read, as it should be with keys of worth. */
  private static Path key(Path home, DevnetAccount account) {
    Path file = home.resolve("key");
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, account.publicSecret().toString().substring(2) + "\n");
    } catch (FileAlreadyExistsException e) {
      // Written at an earlier start of the same service.
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }

  private static Path created(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("making " + folder, e);
    }
  }
}
