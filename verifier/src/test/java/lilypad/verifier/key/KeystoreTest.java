package lilypad.verifier.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import lilypad.protocol.Address;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.sign.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeystoreTest {

  /** The test vector of web3j's own suite. */
  private static final String SCRYPT_VECTOR =
      """
      {
        "crypto": {
          "cipher": "aes-128-ctr",
          "cipherparams": {"iv": "3021e1ef4774dfc5b08307f3a4c8df00"},
          "ciphertext": "4dd29ba18478b98cf07a8a44167acdf7e04de59777c4b9c139e3d3fa5cb0b931",
          "kdf": "scrypt",
          "kdfparams": {
            "dklen": 32, "n": 262144, "p": 1, "r": 8,
            "salt": "4f9f68c71989eb3887cd947c80b9555fce528f210199d35c35279beb8c2da5ca"
          },
          "mac": "7e8f2192767af9be18e7a373c1986d9190fcaa43ad689bbb01a62dbde159338d"
        },
        "id": "7654525c-17e0-4df5-94b5-c7fde752c9d2",
        "version": 3
      }
      """;

  /** The test vector of Ethereum's Web3 Secret Storage Definition that RFC 7914 allows. */
  private static final String PBKDF2_VECTOR =
      """
      {
        "crypto": {
          "cipher": "aes-128-ctr",
          "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
          "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
          "kdf": "pbkdf2",
          "kdfparams": {
            "c": 262144, "dklen": 32, "prf": "hmac-sha256",
            "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"
          },
          "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"
        },
        "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6",
        "version": 3
      }
      """;

  private static final PrivateKey OF_SCRYPT =
      PrivateKey.fromHex("a392604efc2fad9c0b3da43b5f698a2e3f270f170d859912be0d54742275c5f6");
  private static final PrivateKey OF_PBKDF2 =
      PrivateKey.fromHex("7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d");
  private static final Password SCRYPT_PASSWORD = Password.of("Insecure Pa55w0rd");

  @TempDir Path folder;

  @Test
  void thePublishedVectorsOpenToTheirKey() throws Keystore.WrongPassword {
    assertThat(Keystore.parse(SCRYPT_VECTOR).decrypt(SCRYPT_PASSWORD).address())
        .isEqualTo(OF_SCRYPT.address());
    assertThat(Keystore.parse(PBKDF2_VECTOR).decrypt(Password.of("testpassword")).address())
        .isEqualTo(OF_PBKDF2.address());
    assertThat(Keystore.parse(PBKDF2_VECTOR).address()).isEmpty();
  }

  @Test
  void anotherPasswordDoesNotOpenIt() {
    for (String vector : new String[] {SCRYPT_VECTOR, PBKDF2_VECTOR}) {
      Keystore keystore = Keystore.parse(vector);
      assertThatThrownBy(() -> keystore.decrypt(Password.of("testpassword ")))
          .isInstanceOf(Keystore.WrongPassword.class);
    }
  }

  @Test
  void aKeyOfAnotherAddressIsRefusedWithBoth() {
    String address = "00000000000000000000000000000000000000aa";
    Keystore keystore =
        Keystore.parse(
            SCRYPT_VECTOR.replace(
                "\"version\": 3", "\"version\": 3, \"address\": \"" + address + '"'));
    assertThatThrownBy(() -> keystore.decrypt(SCRYPT_PASSWORD))
        .isInstanceOf(MalformedValue.class)
        .hasMessageContaining("the key of 0x" + address)
        .hasMessageContaining(OF_SCRYPT.address().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\": 3|\"version\": 1|version from 3 to 3, got \"1\"",
        "\"version\": 3|\"version\": \"secret\"|got \"string\"",
        "aes-128-ctr|aes-256-gcm|cipher to be aes-128-ctr",
        "\"scrypt\"|\"argon2\"|kdf to be scrypt or pbkdf2",
        "262144|262143|n to be a power of two",
        "262144|2097152|n from 2 to 1048576",
        "262144|4294967296|n from 2 to 1048576",
        "\"r\": 8|\"r\": 0|r from 1 to 64",
        "\"r\": 8|\"r\": 1|n from 2 to 65535",
        "\"p\": 1|\"p\": -1|p from 1 to 64",
        "\"dklen\": 32|\"dklen\": 16|dklen from 32 to 32",
        "3021e1ef|3021e1|iv of 16 bytes in hex, got \"30 characters\"",
        "4dd29ba1|4dd29bzz|ciphertext of 32 bytes in hex",
        "7e8f2192|7e8f219200|mac of 32 bytes",
        "\"salt\"|\"pepper\"|salt of 32 bytes",
        "\"crypto\"|\"Crypt\"|cipher to be aes-128-ctr"
      })
  void whatIsNotOfItsFormIsNamedBeforeAnythingIsComputed(
      String right, String wrong, String message) {
    assertThat(SCRYPT_VECTOR).contains(right);
    assertThatThrownBy(() -> Keystore.parse(SCRYPT_VECTOR.replace(right, wrong)))
        .isInstanceOf(MalformedValue.class)
        .hasMessageContaining(message);
  }

  @Test
  void textThatIsNoJsonObjectIsRefusedWithoutRepeatingIt() {
    for (String text : new String[] {"{\"hunter2\"", "[\"hunter2\"]", "\"hunter2\""}) {
      assertThatThrownBy(() -> Keystore.parse(text))
          .isInstanceOf(MalformedValue.class)
          .hasMessageContaining("expected a keystore in JSON")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void aNewKeyIsForItsOwnerAloneAndNeverReplacesOne() throws IOException, Keystore.WrongPassword {
    Password password = Password.of("päss word");
    Keystore made = Keystore.generate(new SecureRandom(), password);
    Path file = folder.resolve("key.json");
    made.create(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String written = Files.readString(file);
    assertThat(written)
        .contains("\"n\" : 262144", "\"r\" : 8", "\"p\" : 1", "\"kdf\" : \"scrypt\"");
    Keystore read = Keystore.parse(written);
    Address address = read.address().orElseThrow();
    assertThat(read.decrypt(password).address()).isEqualTo(address);
    assertThat(made).hasToString("Keystore[of " + address + "]");

    Keystore other = Keystore.generate(new SecureRandom(), password);
    assertThat(other.address()).isNotEqualTo(made.address());
    assertThatThrownBy(() -> other.create(file)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Files.readString(file)).isEqualTo(written);
  }
}
