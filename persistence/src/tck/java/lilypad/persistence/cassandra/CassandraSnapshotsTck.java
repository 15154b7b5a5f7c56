package lilypad.persistence.cassandra;

import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;
import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;

/** Pekko's own conformance suite for snapshot stores against a real server, every part of it. */
@RunWith(JUnitRunner.class)
public final class CassandraSnapshotsTck extends JavaSnapshotStoreSpec {

  /** A snapshot store in a new keyspace. */
  public CassandraSnapshotsTck() {
    super(TestServer.shared().config(TestServer.shared().keyspace()));
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
