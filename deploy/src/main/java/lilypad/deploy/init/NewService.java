package lilypad.deploy.init;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.MalformedValue;
import lilypad.verifier.key.Keystore;

/**
 * The folder of a new mediator or verifier: {@code key.json}, its configuration, and later its
 * data.
 *
 * @param folder absolute
 */
public record NewService(ServiceKind kind, Path folder) {

  /**
   * What was set up.
   *
   * @param keyMade false if the folder had a key, which is kept
   * @param address of the key; empty only if a key that was there does not tell it
   */
  public record Made(Path configuration, Path key, boolean keyMade, Optional<Address> address) {}

  /** The configuration's file. */
  public Path configuration() {
    return folder.resolve(kind.text() + ".conf");
  }

  /** The key's file. */
  public Path key() {
    return folder.resolve("key.json");
  }

  /**
   * Writes what is missing. A key that is there is kept, whatever is asked for.
   *
   * @param passwords of a new key; also where the configuration says the password is
   * @param overwrite whether a configuration that is there is written anew
   * @throws CannotGoOn if there is one and it may not be, or the folder cannot be written
   * @throws CannotGoOn if a key has to be made without password, or the one there is no keystore
   */
  public Made write(PasswordSource passwords, boolean overwrite) {
    if (Files.exists(configuration()) && !overwrite) {
      throw new CannotGoOn(
          "There is a configuration already: " + configuration(),
          "Name another folder with --folder, or write it anew with --force, which keeps the key");
    }
    try {
      boolean make = !Files.exists(key());
      Optional<Address> address = make ? made(passwords) : kept();
      Files.writeString(configuration(), text(passwords.file()));
      return new Made(configuration(), key(), make, address);
    } catch (IOException e) {
      throw new CannotGoOn(
          "The folder " + folder + " cannot be written (" + e + ")",
          "Name another with --folder, or see that this user can write it",
          e);
    }
  }

  private Optional<Address> made(PasswordSource passwords) throws IOException {
    Keystore keystore = Keystore.generate(new SecureRandom(), passwords.password());
    Files.createDirectories(folder);
    keystore.create(key());
    return keystore.address();
  }

  private Optional<Address> kept() throws IOException {
    try {
      return Keystore.parse(Files.readString(key())).address();
    } catch (MalformedValue e) {
      throw new CannotGoOn(
          "The file " + key() + " is no keystore (" + e.getMessage() + ")",
          "Restore it from its backup, or name another folder with --folder",
          e);
    }
  }

  private String text(Optional<Path> passwordFile) {
    String password =
        passwordFile
            .map(file -> "key-password-file = " + quoted(file.toAbsolutePath().normalize()))
            .orElse("# key-password-file = \"\"");
    return template()
        .replace("@KEY@", quoted(key()))
        .replace("@PASSWORD@", password)
        .replace("@DATA@", quoted(folder.resolve("data")));
  }

  private static String quoted(Path path) {
    return ConfigUtil.quoteString(path.toString());
  }

  private String template() {
    String name = kind.text() + ".conf";
    try (InputStream in = NewService.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("expected " + name + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name, e);
    }
  }
}
