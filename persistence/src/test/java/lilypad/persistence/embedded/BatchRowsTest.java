package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The rows of a batch are the bytes that RocksDB's own batch of the same rows has. */
class BatchRowsTest {

  @TempDir Path folder;

  @Test
  void aBatchHasTheBytesOfRocksDbsOwn() throws RocksDBException {
    byte[] key = "key".getBytes(StandardCharsets.UTF_8);
    List<byte[]> values = List.of(new byte[0], new byte[127], new byte[128], new byte[70_000]);
    try (Options options = new Options().setCreateIfMissing(true);
        ColumnFamilyOptions forFamily = new ColumnFamilyOptions();
        RocksDB db = RocksDB.open(options, folder.toString());
        ColumnFamilyHandle family =
            db.createColumnFamily(new ColumnFamilyDescriptor(key, forFamily));
        WriteBatch theirs = new WriteBatch()) {
      BatchRows ours = new BatchRows();
      for (byte[] value : values) {
        theirs.put(family, key, value);
        ours.put(family.getID(), key, value);
      }
      theirs.delete(family, key);
      ours.delete(family.getID(), key);

      assertThat(ours.count()).isEqualTo(theirs.count());
      assertThat(ours.size()).isEqualTo(theirs.getDataSize());
      try (WriteBatch built = ours.batch()) {
        assertThat(built.data()).isEqualTo(theirs.data());
      }
    }
  }
}
