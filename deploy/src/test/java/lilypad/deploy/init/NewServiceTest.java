package lilypad.deploy.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.deploy.config.ConfigurationFile;
import lilypad.mediator.MediatorProcess;
import lilypad.mediator.MediatorSettings;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.verifier.key.KeyFile;
import lilypad.verifier.key.Password;
import lilypad.verifier.node.NodeSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NewServiceTest {

  private static final String PASSWORD = "correct horse battery";
  private static final Map<String, String> ENVIRONMENT = Map.of(Password.VARIABLE, PASSWORD);
  private static final PasswordSource FROM_ENVIRONMENT =
      new PasswordSource(Optional.empty(), ENVIRONMENT, Optional.empty());
  private static final PasswordSource NOWHERE =
      new PasswordSource(Optional.empty(), Map.of(), Optional.empty());
  private static final String SOMEBODY = "0x00000000000000000000000000000000000000aa";

  @TempDir Path folder;

  private NewService service(ServiceKind kind) {
    return new NewService(kind, folder.resolve("with space").resolve(kind.text()));
  }

  /** Types these, one after the other. */
  private static PasswordSource typing(List<char[]> given, String... lines) {
    Deque<String> left = new ArrayDeque<>(List.of(lines));
    return new PasswordSource(
        Optional.empty(),
        Map.of(),
        Optional.of(
            question ->
                Optional.ofNullable(left.poll())
                    .map(
                        line -> {
                          char[] typed = line.toCharArray();
                          given.add(typed);
                          return typed;
                        })));
  }

  @ParameterizedTest
  @EnumSource(ServiceKind.class)
  void theKeyOpensWithThePasswordAndIsForItsOwnerAlone(ServiceKind kind) throws IOException {
    NewService.Made made = service(kind).write(FROM_ENVIRONMENT, false);

    assertThat(made.keyMade()).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.key())))
        .isEqualTo("rw-------");
    KeyFile file =
        new KeyFile(
            made.key(), Optional.empty(), KeyFile.Names.inSection("lilypad." + kind.text()));
    assertThat(file.key(ENVIRONMENT).address()).isEqualTo(made.address().orElseThrow());
    assertThat(Files.readString(made.configuration())).doesNotContain(PASSWORD);
    assertThat(Files.readString(made.key())).doesNotContain(PASSWORD);
  }

  @Test
  void aMediatorsConfigurationIsCompleteOnceItsBlanksAreFilledIn() {
    NewService.Made made = service(ServiceKind.MEDIATOR).write(FROM_ENVIRONMENT, false);
    Config written = ConfigurationFile.read(made.configuration());
    assertThatThrownBy(() -> MediatorSettings.read(MediatorProcess.layered(written)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.mediator.chain.chain-id");

    Config filled = contracts(1, 2, 3, 4);
    MediatorSettings settings =
        MediatorSettings.read(MediatorProcess.layered(filled.withFallback(written)));
    assertThat(settings.key().file()).isEqualTo(made.key());
    assertThat(settings.dataFolder()).isEqualTo(made.configuration().resolveSibling("data"));

    for (String wrong :
        List.of(
            "api.port = 70000",
            "settle.replace-after-blocks = 0",
            "chain.poll-interval = -1s",
            "panel.size = 1",
            "panel.smallest = 4",
            "panel.largest = 2",
            "panel.margin = 0",
            "adjudication.accept-error = 0",
            "adjudication.reject-error = 0.94",
            "reputation.doubt = often",
            "beacon.source = dice",
            "beacon.delay = 0")) {
      Config changed = ConfigFactory.parseString("lilypad.mediator." + wrong).withFallback(filled);
      assertThatThrownBy(
              () -> MediatorSettings.read(MediatorProcess.layered(changed.withFallback(written))))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("lilypad.mediator." + wrong.substring(0, wrong.indexOf(' ')));
    }

    Config slip = contracts(1, 2, 3, 2);
    assertThatThrownBy(
            () -> MediatorSettings.read(MediatorProcess.layered(slip.withFallback(written))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.mediator.chain.contracts.payments")
        .hasMessageContaining("lilypad.mediator.chain.contracts.mediation");
  }

  private static Config contracts(int token, int payments, int storage, int mediation) {
    return ConfigFactory.parseMap(
            Map.of(
                "chain-id", 5,
                "contracts.token", address(token),
                "contracts.payments", address(payments),
                "contracts.storage", address(storage),
                "contracts.mediation", address(mediation)))
        .atPath("lilypad.mediator.chain")
        .withFallback(
            ConfigFactory.parseString("lilypad.mediator.solver.url = \"http://127.0.0.1:1\""));
  }

  private static String address(int number) {
    return "0x%040x".formatted(number);
  }

  @Test
  void aVerifiersConfigurationIsCompleteOnceItsBlanksAreFilledIn() throws IOException {
    Path passwordFile = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-------"));
    PasswordSource source =
        new PasswordSource(Optional.of(passwordFile), Map.of(), Optional.empty());
    NewService.Made made = service(ServiceKind.VERIFIER).write(source, false);
    Config written = ConfigurationFile.read(made.configuration());
    Config filled =
        ConfigFactory.parseString(
            "lilypad.verifier { mediator = \"127.0.0.1:9440\", operator = alice, chain-id = 5,"
                + " mediator-address = \"%1$s\", verifying-contract = \"%1$s\" }"
                    .formatted(SOMEBODY));

    NodeSettings settings =
        NodeSettings.read(
            ConfigFactory.load(filled.withFallback(written)).getConfig("lilypad.verifier"));
    assertThat(settings.key().passwordFile()).contains(passwordFile);
    assertThat(settings.key().key(Map.of()).address()).isEqualTo(made.address().orElseThrow());
  }

  @Test
  void nothingThatIsThereIsOverwrittenAndAKeyNotEvenByForce() throws IOException {
    NewService service = service(ServiceKind.VERIFIER);
    Optional<Address> address = service.write(FROM_ENVIRONMENT, false).address();
    byte[] key = Files.readAllBytes(service.key());
    Files.writeString(service.configuration(), "mine");

    assertThatThrownBy(() -> service.write(FROM_ENVIRONMENT, false))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining(service.configuration().toString())
        .hasMessageContaining("--force");
    assertThat(service.configuration()).hasContent("mine");

    // No password is asked for: none is needed to keep a key.
    NewService.Made again = service.write(NOWHERE, true);
    assertThat(again.keyMade()).isFalse();
    assertThat(again.address()).isEqualTo(address);
    assertThat(Files.readAllBytes(service.key())).isEqualTo(key);
    assertThat(Files.readString(service.configuration())).contains("lilypad.verifier {");

    Files.writeString(service.key(), "not a key");
    assertThatThrownBy(() -> service.write(FROM_ENVIRONMENT, true))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("is no keystore");
    assertThat(service.key()).hasContent("not a key");
  }

  @Test
  void withoutPasswordAndTerminalNothingIsWritten() {
    NewService service = service(ServiceKind.MEDIATOR);
    assertThatThrownBy(() -> service.write(NOWHERE, false))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("no terminal to ask for it")
        .hasMessageContaining("--password-file FILE")
        .hasMessageContaining("LILYPAD_KEY_PASSWORD");
    assertThat(service.folder()).doesNotExist();
  }

  @Test
  void aTypedPasswordIsTypedTwiceTheSameAndWipedAfterwards() {
    List<char[]> given = new ArrayList<>();
    NewService.Made made =
        service(ServiceKind.MEDIATOR).write(typing(given, PASSWORD, PASSWORD), false);
    KeyFile file =
        new KeyFile(made.key(), Optional.empty(), KeyFile.Names.inSection("lilypad.mediator"));
    assertThat(file.key(ENVIRONMENT).address()).isEqualTo(made.address().orElseThrow());
    assertThat(given).hasSize(2).allSatisfy(NewServiceTest::isWiped);

    NewService other = new NewService(ServiceKind.MEDIATOR, folder.resolve("other"));
    assertThatThrownBy(() -> other.write(typing(given, PASSWORD, PASSWORD + " "), false))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("differ")
        .hasMessageNotContaining(PASSWORD);
    assertThatThrownBy(() -> other.write(typing(given, "", ""), false))
        .hasMessageContaining("The password is empty");
    assertThatThrownBy(() -> other.write(typing(given, PASSWORD), false))
        .hasMessageContaining("no terminal to ask for it");
    assertThat(other.folder()).doesNotExist();
    assertThat(given.subList(0, 6)).allSatisfy(NewServiceTest::isWiped);
  }

  private static void isWiped(char[] typed) {
    char[] blank = new char[typed.length];
    Arrays.fill(blank, ' ');
    assertThat(typed).isEqualTo(blank);
  }
}
