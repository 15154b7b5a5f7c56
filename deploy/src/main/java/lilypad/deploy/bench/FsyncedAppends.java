package lilypad.deploy.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The least that any journal has to do: appends records to a file, as many at a time as there are
 * writers that wait, and syncs them to disk. Only that is timed.
 */
final class FsyncedAppends implements AutoCloseable {

  private final FileChannel file;
  private final int writers;
  private final List<ByteBuffer> group = new ArrayList<>();
  private long records;
  private long nanos;

  FsyncedAppends(Path file, int writers) throws IOException {
    this.writers = writers;
    this.file = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  void add(byte[] record) {
    group.add(ByteBuffer.allocate(Integer.BYTES).putInt(record.length).flip());
    group.add(ByteBuffer.wrap(record));
    if (group.size() == 2 * writers) {
      flush();
    }
  }

  private void flush() {
    records += group.size() / 2;
    int bytes = group.stream().mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer all = ByteBuffer.allocateDirect(bytes);
    long began = System.nanoTime();
    group.forEach(all::put);
    all.flip();
    try {
      while (all.hasRemaining()) {
        file.write(all);
      }
      file.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException("appending", e);
    }
    nanos += System.nanoTime() - began;
    group.clear();
  }

  /** So far. */
  double perSecond() {
    if (!group.isEmpty()) {
      flush();
    }
    return records * 1e9 / nanos;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
