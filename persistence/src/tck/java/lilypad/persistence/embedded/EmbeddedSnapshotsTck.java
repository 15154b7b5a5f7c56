package lilypad.persistence.embedded;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;
import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;

/** Pekko's own conformance suite for snapshot stores, every optional part of it switched on. */
@RunWith(JUnitRunner.class)
public final class EmbeddedSnapshotsTck extends JavaSnapshotStoreSpec {

  /** A snapshot store in a new folder. */
  public EmbeddedSnapshotsTck() {
    super(
        ConfigFactory.parseString(
                "pekko.persistence.snapshot-store.plugin = lilypad.snapshots.embedded\n"
                    + "lilypad.journal.folder = \""
                    + EmbeddedJournalTck.newFolder()
                    + "\"")
            .withFallback(ConfigFactory.load()));
  }

  @Override
  public CapabilityFlag supportsSerialization() {
    return CapabilityFlag.on();
  }

  @Override
  public CapabilityFlag supportsMetadata() {
    return CapabilityFlag.on();
  }
}
