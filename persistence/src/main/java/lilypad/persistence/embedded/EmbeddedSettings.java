package lilypad.persistence.embedded;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Path;

/**
 * Settings of the embedded journal, from {@code lilypad.journal}; the module's {@code
 * reference.conf} says what each is for.
 *
 * @param folder where the files are
 * @param leastFreeBytes bytes of the disk that stay free
 * @param queueCapacity writes that may wait for the writer
 * @param batchBytes bytes after which a batch takes in no further write
 * @param writeBufferBytes bytes of RocksDB's memory tables
 * @param blockCacheBytes bytes of RocksDB's cache of blocks read
 * @param readPage events read at a time
 */
public record EmbeddedSettings(
    Path folder,
    long leastFreeBytes,
    int queueCapacity,
    long batchBytes,
    long writeBufferBytes,
    long blockCacheBytes,
    int readPage) {

  private static final String ROOT = "lilypad.journal";

  /**
   * Reads the settings from an actor system's whole configuration.
   *
   * @throws ConfigException naming the key's path, if a value is missing or out of range
   */
  public static EmbeddedSettings from(Config config) {
    String folder = config.getString(ROOT + ".folder");
    if (folder.isBlank()) {
      throw new ConfigException.BadValue(ROOT + ".folder", "expected a path, got an empty text");
    }
    return new EmbeddedSettings(
        Path.of(folder),
        within(0, 1L << 50, config.getBytes(ROOT + ".least-free"), ".least-free"),
        (int) within(1, 1_000_000, config.getLong(ROOT + ".queue-capacity"), ".queue-capacity"),
        within(1, 1L << 30, config.getBytes(ROOT + ".batch-bytes"), ".batch-bytes"),
        within(
            1L << 20,
            1L << 36,
            config.getBytes(ROOT + ".write-buffer-bytes"),
            ".write-buffer-bytes"),
        within(
            1L << 20, 1L << 36, config.getBytes(ROOT + ".block-cache-bytes"), ".block-cache-bytes"),
        (int) within(1, 100_000, config.getLong(ROOT + ".read-page"), ".read-page"));
  }

  private static long within(long low, long high, long value, String key) {
    if (value < low || value > high) {
      throw new ConfigException.BadValue(
          ROOT + key, "expected " + low + " to " + high + ", got " + value);
    }
    return value;
  }
}
