package lilypad.verifier.key;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import lilypad.protocol.CannotGoOn;

/**
 * Files that hold secrets. Where the file system knows no such permissions, it is on its operator
 * to keep others away.
 */
final class OwnerOnly {

  /** No key and no password is longer. */
  private static final long LONGEST = 1 << 16;

  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private OwnerOnly() {}

  /**
   * The file's text.
   *
   * @throws CannotGoOn if others than its owner may read or write it
   * @throws IOException if it cannot be read, or is no file of that kind
   */
  static String read(Path file) throws IOException {
    if (!Files.isRegularFile(file) && Files.exists(file)) {
      throw new IOException("not a file");
    }
    if (Files.size(file) > LONGEST) {
      throw new IOException("longer than " + LONGEST + " bytes");
    }
    if (knowsPermissions(file) && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
      throw new CannotGoOn("Others than its owner can use " + file, "Run: chmod 600 " + file);
    }
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /**
   * Writes a new file; it is on the disk when this returns.
   *
   * @throws FileAlreadyExistsException if there is one; it is not touched
   */
  static void create(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is a root");
    }
    try (FileChannel channel =
        FileChannel.open(
            file,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            permissions(folder))) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    flush(folder);
  }

  /** What was made or renamed in a folder is on the disk when this returns. */
  static void flush(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] permissions(Path folder) throws IOException {
    return knowsPermissions(folder)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean knowsPermissions(Path file) throws IOException {
    return Files.getFileStore(file).supportsFileAttributeView("posix");
  }

  /** Why a file cannot be read or written, in words. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException none -> "there is none";
      case AccessDeniedException denied -> "not permitted to this user";
      default -> String.valueOf(e.getMessage());
    };
  }
}
