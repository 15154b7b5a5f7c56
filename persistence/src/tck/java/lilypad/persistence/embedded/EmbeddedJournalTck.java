package lilypad.persistence.embedded;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;
import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;

/** Pekko's own conformance suite for journals, every optional part of it switched on. */
@RunWith(JUnitRunner.class)
public final class EmbeddedJournalTck extends JavaJournalSpec {

  /** A journal in a new folder. */
  public EmbeddedJournalTck() {
    super(
        ConfigFactory.parseString(
                "pekko.persistence.journal.plugin = lilypad.journal.embedded\n"
                    + "lilypad.journal.folder = \""
                    + newFolder()
                    + "\"")
            .withFallback(ConfigFactory.load()));
  }

  static String newFolder() {
    try {
      return Files.createTempDirectory("journal-tck").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CapabilityFlag supportsRejectingNonSerializableObjects() {
    return CapabilityFlag.on();
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
