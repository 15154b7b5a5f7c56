package lilypad.verifier.key;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.sign.PrivateKey;

/**
 * Where a service has its key: an encrypted keystore, or for a devnet 64 bare hex digits. Only the
 * owner of the file may be able to use it. No error repeats anything of key or password.
 *
 * @param file the key
 * @param passwordFile the keystore's password; without one it is in the environment
 * @param names what a person sets the two with
 */
public record KeyFile(Path file, Optional<Path> passwordFile, Names names) {

  /** What key file and password file are called where a person sets them. */
  public record Names(String keyFile, String passwordFile) {

    /** The keys of a section of the configuration, for instance {@code lilypad.verifier}. */
    public static Names inSection(String section) {
      return new Names(section + ".key-file", section + ".key-password-file");
    }
  }

  /**
   * Reads {@code key-file} and {@code key-password-file}.
   *
   * @param service the configuration at {@code section}
   * @throws ConfigException if there is no key file
   */
  public static KeyFile read(Config service, String section) {
    String file = service.getString("key-file");
    if (file.isBlank()) {
      throw new ConfigException.BadValue(service.origin(), section + ".key-file", "must be set");
    }
    String password = service.getString("key-password-file");
    return new KeyFile(
        Path.of(file),
        password.isBlank() ? Optional.empty() : Optional.of(Path.of(password)),
        Names.inSection(section));
  }

  /**
   * The key.
   *
   * @param environment of this process
   * @throws CannotGoOn if file or password is not there, not kept from others, or not right
   */
  public PrivateKey key(Map<String, String> environment) {
    String text;
    try {
      text = OwnerOnly.read(file).strip();
    } catch (IOException e) {
      throw new CannotGoOn(
          "The key file " + file + " cannot be read (" + OwnerOnly.reason(e) + ")",
          "Set " + names.keyFile() + " to a key of this user; ./lilypad init makes one",
          e);
    }
    try {
      return text.startsWith("{")
          ? Keystore.parse(text).decrypt(password(environment))
          : PrivateKey.fromHex(text);
    } catch (Keystore.WrongPassword e) {
      throw new CannotGoOn(
          "The password from " + origin() + " does not open the key file " + file,
          "Give the one that it was made with",
          e);
    } catch (MalformedValue e) {
      throw new CannotGoOn(
          "The key file " + file + " holds no private key (" + e.getMessage() + ")",
          "Restore it from its backup, or make a new one with ./lilypad init",
          e);
    }
  }

  private Password password(Map<String, String> environment) {
    return passwordFile
        .map(Password::inFile)
        .or(() -> Password.inEnvironment(environment))
        .orElseThrow(
            () ->
                new CannotGoOn(
                    "The key file " + file + " is encrypted, and no password is given",
                    "Set "
                        + names.passwordFile()
                        + " to a file that holds it, or the environment variable "
                        + Password.VARIABLE));
  }

  private String origin() {
    return passwordFile.map(Path::toString).orElse(Password.VARIABLE);
  }
}
