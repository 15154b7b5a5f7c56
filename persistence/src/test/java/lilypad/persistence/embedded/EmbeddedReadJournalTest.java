package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.nio.file.Path;
import lilypad.persistence.JournalContract;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedReadJournalTest extends JournalContract {

  @TempDir Path folder;

  @Override
  protected Config config() {
    return Samples.config(folder);
  }

  private EmbeddedReadJournal queries() {
    return PersistenceQuery.get(kit().system())
        .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER);
  }

  @Override
  protected Source<EventEnvelope, NotUsed> eventsByPersistenceId(
      String persistenceId, long from, long to) {
    return queries().eventsByPersistenceId(persistenceId, from, to);
  }

  @Override
  protected Source<String, NotUsed> persistenceIds() {
    return queries().persistenceIds();
  }

  @Override
  protected Source<String, NotUsed> currentPersistenceIds() {
    return queries().currentPersistenceIds();
  }

  @Test
  void anOffsetOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> queries().allEvents(new Sequence(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Sequence(-1)");
  }

  @Test
  void aSecondActorSystemOnTheFolderIsRefused() {
    assertThat(EmbeddedStore.of(kit().system()).folder()).isEqualTo(folder);
    ActorTestKit second = ActorTestKit.create("second", Samples.config(folder));
    try {
      assertThatThrownBy(() -> EmbeddedStore.of(second.system()))
          .isInstanceOf(JournalFault.FolderInUse.class)
          .hasMessageContaining("pid " + ProcessHandle.current().pid());
    } finally {
      second.shutdownTestKit();
    }
  }
}
