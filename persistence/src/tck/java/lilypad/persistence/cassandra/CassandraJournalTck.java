package lilypad.persistence.cassandra;

import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;
import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;

/**
 * Pekko's own conformance suite for journals against a real server. Rejecting what nobody can
 * serialize is the one optional part that the plugin does not have: there the write fails.
 */
@RunWith(JUnitRunner.class)
public final class CassandraJournalTck extends JavaJournalSpec {

  /** A journal in a new keyspace. */
  public CassandraJournalTck() {
    super(TestServer.shared().config(TestServer.shared().keyspace()));
  }

  @Override
  public CapabilityFlag supportsRejectingNonSerializableObjects() {
    return CapabilityFlag.off();
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
