package lilypad.verifier.key;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.MalformedValue;

/**
 * The data folder of a service belongs to one key: what was said and done under it is nobody
 * else's. The folder keeps the address of its key in a file.
 */
public final class KeyedFolder {

  private static final String FILE = "address";

  private KeyedFolder() {}

  /**
   * Makes the folder if it is missing, and makes it that of the key if it is nobody's.
   *
   * @param setting the configuration key that names the folder
   * @throws CannotGoOn if it is another key's
   * @throws IOException if it cannot be read or written
   */
  public static void claim(Path folder, Address key, String setting) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      Path writing = folder.resolve(FILE + ".writing");
      Files.deleteIfExists(writing);
      OwnerOnly.create(writing, key.checksummed() + "\n");
      Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE);
      OwnerOnly.flush(folder);
      return;
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    Address owner;
    try {
      owner = Address.fromHex(text);
    } catch (MalformedValue e) {
      throw new CannotGoOn(
          file + " does not tell whose folder this is (" + e.getMessage() + ")",
          "Restore it from the backup of the folder",
          e);
    }
    if (!owner.equals(key)) {
      throw new CannotGoOn(
          folder
              + " belongs to "
              + owner.checksummed()
              + ", and the key is that of "
              + key.checksummed(),
          "Set "
              + setting
              + " to a folder of this key alone; docs/operations.md tells how a key is"
              + " replaced");
    }
  }
}
