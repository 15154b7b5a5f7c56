package lilypad.verifier.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyFileTest {

  private static final String SECTION = "lilypad.verifier";
  private static final String PASSWORD = "correct horse battery";
  private static final Map<String, String> NO_ENVIRONMENT = Map.of();
  private static final String PLAIN = "%064x".formatted(1);
  private static final Address OF_ONE =
      Address.fromHex("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return file(name, text, "rw-------");
  }

  private Path file(String name, String text, String permissions) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static KeyFile plain(Path file) {
    return new KeyFile(file, Optional.empty(), KeyFile.Names.inSection(SECTION));
  }

  private Keystore encrypted(Path file) throws IOException {
    Keystore keystore = Keystore.generate(new SecureRandom(), Password.of(PASSWORD));
    keystore.create(file);
    return keystore;
  }

  @Test
  void sixtyFourHexDigitsAreAKey() throws IOException {
    assertThat(plain(file("key", "0x" + PLAIN + "\n")).key(NO_ENVIRONMENT).address())
        .isEqualTo(OF_ONE);
  }

  @Test
  void aKeystoreOpensWithThePasswordOfTheFileBeforeThatOfTheEnvironment() throws IOException {
    Path key = folder.resolve("key.json");
    Optional<Address> address = encrypted(key).address();
    Path right = file("right", PASSWORD + "\nnot this line\n");
    Path wrong = file("wrong", "guess");
    Map<String, String> environment = Map.of(Password.VARIABLE, PASSWORD);

    assertThat(plain(key).key(environment).address()).isEqualTo(address.orElseThrow());
    assertThat(
            new KeyFile(key, Optional.of(right), KeyFile.Names.inSection(SECTION))
                .key(NO_ENVIRONMENT)
                .address())
        .isEqualTo(address.orElseThrow());
    assertThatThrownBy(
            () ->
                new KeyFile(key, Optional.of(wrong), KeyFile.Names.inSection(SECTION))
                    .key(environment))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("The password from " + wrong + " does not open the key file " + key)
        .hasMessageNotContaining("guess");
  }

  @Test
  void anEncryptedKeyWithoutPasswordNamesBothWaysToGiveOne() throws IOException {
    Path key = file("key.json", "{}");
    assertThatThrownBy(() -> plain(key).key(NO_ENVIRONMENT))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("expected version from 3 to 3");
    Files.delete(key);
    encrypted(key);
    for (Map<String, String> none : List.of(NO_ENVIRONMENT, Map.of(Password.VARIABLE, ""))) {
      assertThatThrownBy(() -> plain(key).key(none))
          .isInstanceOf(CannotGoOn.class)
          .hasMessageContaining("is encrypted, and no password is given")
          .hasMessageContaining("lilypad.verifier.key-password-file")
          .hasMessageContaining("LILYPAD_KEY_PASSWORD");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-r-----", "rw--w----", "rw-----w-"})
  void aFileThatOthersCanUseIsRefusedWithTheCommandThatMendsIt(String permissions)
      throws IOException {
    Path key = file("key", PLAIN, permissions);
    assertThatThrownBy(() -> plain(key).key(NO_ENVIRONMENT))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("Others than its owner can use " + key)
        .hasMessageContaining("chmod 600 " + key)
        .hasMessageNotContaining(PLAIN);

    Path password = file("password", PASSWORD, permissions);
    assertThatThrownBy(() -> Password.inFile(password))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("chmod 600 " + password)
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void whatIsNoKeyIsRefusedWithoutRepeatingIt() throws IOException {
    String almost = "e".repeat(63);
    Path key = file("key", almost);
    assertThatThrownBy(() -> plain(key).key(NO_ENVIRONMENT))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("holds no private key (expected a private key of 64 hex digits")
        .hasMessageNotContaining(almost);
    Path broken = file("broken", "{\"crypto\": \"" + almost);
    assertThatThrownBy(() -> plain(broken).key(NO_ENVIRONMENT))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("expected a keystore in JSON")
        .hasMessageNotContaining(almost);
  }

  @Test
  void whatIsNotThereIsNamedWithItsSetting() throws IOException {
    Path none = folder.resolve("none");
    assertThatThrownBy(() -> plain(none).key(NO_ENVIRONMENT))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("The key file " + none + " cannot be read (there is none)")
        .hasMessageContaining("lilypad.verifier.key-file");
    assertThatThrownBy(() -> plain(folder).key(NO_ENVIRONMENT)).hasMessageContaining("not a file");
    assertThatThrownBy(() -> Password.inFile(none)).hasMessageContaining("there is none");
    assertThatThrownBy(() -> Password.inFile(file("blank", "  \nsecond\n")))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("holds no password")
        .hasMessageNotContaining("second");
  }

  @Test
  void aConfigurationWithoutKeyFileIsRefusedAndAPasswordFileIsOptional() {
    assertThatThrownBy(
            () ->
                KeyFile.read(
                    ConfigFactory.parseString("key-file = \" \", key-password-file = \"\""),
                    SECTION))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.verifier.key-file");
    assertThat(
            KeyFile.read(
                ConfigFactory.parseString("key-file = k, key-password-file = \"\""), SECTION))
        .isEqualTo(new KeyFile(Path.of("k"), Optional.empty(), KeyFile.Names.inSection(SECTION)));
    assertThat(
            KeyFile.read(ConfigFactory.parseString("key-file = k, key-password-file = p"), SECTION))
        .isEqualTo(
            new KeyFile(Path.of("k"), Optional.of(Path.of("p")), KeyFile.Names.inSection(SECTION)));
  }

  @Test
  void aPasswordNeverShowsItself() {
    assertThat(Password.of(PASSWORD)).hasToString("Password[hidden]");
    assertThatThrownBy(() -> Password.of(" ")).isInstanceOf(CannotGoOn.class);
  }

  @Test
  void aFolderBelongsToTheFirstKeyThatClaimedIt() throws IOException {
    Path data = folder.resolve("deep").resolve("data");
    Address other = Address.fromHex("0x00000000000000000000000000000000000000aa");
    KeyedFolder.claim(data, OF_ONE, SECTION + ".data-folder");
    KeyedFolder.claim(data, OF_ONE, SECTION + ".data-folder");
    assertThatThrownBy(() -> KeyedFolder.claim(data, other, SECTION + ".data-folder"))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("belongs to " + OF_ONE.checksummed())
        .hasMessageContaining("the key is that of " + other.checksummed())
        .hasMessageContaining("lilypad.verifier.data-folder");
    Files.writeString(data.resolve("address"), "");
    assertThatThrownBy(() -> KeyedFolder.claim(data, OF_ONE, SECTION + ".data-folder"))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("does not tell whose folder this is");
  }
}
