package lilypad.verifier.node;

import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.sign.PrivateKey;

/** The file that holds the node's key: 64 hex digits. No error repeats any of it. */
final class KeyFile {

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private KeyFile() {}

  /**
   * Reads the key; warns if others may read the file.
   *
   * @throws ConfigException naming {@code lilypad.verifier.key-file}
   */
  static PrivateKey read(Path file, OperatorLog log) {
    String text = text(file);
    if (isOpen(file)) {
      log.keyFileOpen(file);
    }
    try {
      return PrivateKey.fromHex(text);
    } catch (MalformedValue e) {
      throw new ConfigException.BadValue(
          "lilypad.verifier.key-file", file + ": " + e.getMessage(), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ConfigException.BadValue("lilypad.verifier.key-file", "cannot read " + file, e);
    }
  }

  private static boolean isOpen(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
    } catch (IOException | UnsupportedOperationException e) {
      // A file system without such permissions has nothing to warn of.
      return false;
    }
  }
}
