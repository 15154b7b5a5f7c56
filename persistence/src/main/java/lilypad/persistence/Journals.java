package lilypad.persistence;

import lilypad.persistence.cassandra.CassandraSettings;
import lilypad.persistence.cassandra.CassandraStore;
import lilypad.persistence.embedded.StoredJournal;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/** Which journal an actor system has. */
public final class Journals {

  private Journals() {}

  /**
   * The journal that {@code pekko.persistence.journal.plugin} names. It is opened if it is not yet.
   *
   * @throws lilypad.persistence.embedded.JournalFault if a folder cannot be opened
   * @throws lilypad.persistence.cassandra.CassandraFault if a keyspace cannot be used
   */
  public static Journal of(ClassicActorSystemProvider system) {
    String plugin =
        system.classicSystem().settings().config().getString("pekko.persistence.journal.plugin");
    return plugin.equals(CassandraSettings.JOURNAL_PLUGIN)
        ? CassandraStore.of(system)
        : new StoredJournal(system);
  }
}
