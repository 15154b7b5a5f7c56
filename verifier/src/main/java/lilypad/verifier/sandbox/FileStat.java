package lilypad.verifier.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import lilypad.verifier.sandbox.Descriptor.EmptyInput;
import lilypad.verifier.sandbox.Descriptor.OpenDirectory;
import lilypad.verifier.sandbox.Descriptor.OpenFile;
import lilypad.verifier.sandbox.Descriptor.Sink;
import lilypad.verifier.sandbox.FileNode.Directory;
import lilypad.verifier.sandbox.FileNode.RegularFile;

/**
 * The records that tell a guest about its files: {@code filestat} (64 bytes), {@code fdstat} (24)
 * and {@code dirent} (24 and the name).
 */
final class FileStat {

  static final int UNKNOWN = 0;
  static final int DIRECTORY = 3;
  static final int REGULAR = 4;

  static final long RIGHT_READ = 1L << 1;
  static final long RIGHT_WRITE = 1L << 6;
  static final long RIGHT_READDIR = 1L << 14;
  private static final long RIGHT_SEEK = 1L << 2;
  private static final long RIGHT_TELL = 1L << 5;
  private static final long RIGHTS = (1L << 30) - 1;
  private static final long STREAM_RIGHTS = RIGHTS & ~RIGHT_SEEK & ~RIGHT_TELL;

  private static final int SIZE = 64;
  private static final int FD_SIZE = 24;

  private FileStat() {}

  static int type(FileNode node) {
    return switch (node) {
      case Directory ignored -> DIRECTORY;
      case RegularFile ignored -> REGULAR;
    };
  }

  static byte[] of(FileNode node) {
    long size = node instanceof RegularFile file ? file.size() : 0;
    return record(1, node.inode(), type(node), size)
        .putLong(node.accessed())
        .putLong(node.modified())
        .putLong(node.changed())
        .array();
  }

  static byte[] of(Descriptor descriptor) {
    return switch (descriptor) {
      case OpenFile file -> of(file.file());
      case OpenDirectory directory -> of(directory.directory());
      case EmptyInput ignored -> record(0, 0, UNKNOWN, 0).array();
      case Sink ignored -> record(0, 0, UNKNOWN, 0).array();
    };
  }

  private static ByteBuffer record(long device, long inode, int type, long size) {
    return ByteBuffer.allocate(SIZE)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(device)
        .putLong(inode)
        .put((byte) type)
        .position(24)
        .putLong(1)
        .putLong(size);
  }

  static byte[] fdstat(Descriptor descriptor) {
    return switch (descriptor) {
      case OpenFile file -> {
        long rights = RIGHTS;
        rights = file.readable() ? rights : rights & ~RIGHT_READ;
        rights = file.writable() ? rights : rights & ~RIGHT_WRITE;
        yield fdstat(REGULAR, file.flags(), rights, 0);
      }
      case OpenDirectory ignored ->
          fdstat(DIRECTORY, 0, RIGHTS & ~RIGHT_READ & ~RIGHT_WRITE, RIGHTS);
      case EmptyInput ignored -> fdstat(UNKNOWN, 0, STREAM_RIGHTS & ~RIGHT_WRITE, 0);
      case Sink ignored -> fdstat(UNKNOWN, 0, STREAM_RIGHTS & ~RIGHT_READ, 0);
    };
  }

  private static byte[] fdstat(int type, int flags, long rights, long inheriting) {
    return ByteBuffer.allocate(FD_SIZE)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) type)
        .position(2)
        .putShort((short) flags)
        .position(8)
        .putLong(rights)
        .putLong(inheriting)
        .array();
  }
}
