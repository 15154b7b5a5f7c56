package lilypad.persistence.cassandra;

import com.typesafe.config.Config;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.cassandra.journal.CassandraJournal;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * The plugin's journal, which tells the sequencer of every event before it acknowledges it, and of
 * every id's last number when its actor is started. An event that nobody can serialize fails its
 * write.
 *
 * <p>Deleting events only marks up to where the actor sees them no more, as in the embedded
 * journal: the plugin's own would take leaves out of the audit log.
 */
public final class OrderedJournal extends CassandraJournal {

  private final CassandraStore store;

  /** Called by Pekko. */
  public OrderedJournal(Config config, String path) {
    super(config, path);
    this.store = CassandraStore.of(context().system());
  }

  @Override
  public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
    AtomicWrite last = messages.last();
    String id = last.persistenceId();
    long number = last.highestSequenceNr();
    return FutureConverters.asScala(
        FutureConverters.asJava(super.asyncWriteMessages(messages))
            .thenApply(
                written -> {
                  store.acknowledged(id, number);
                  return written;
                }));
  }

  @Override
  public Future<Object> asyncReadHighestSequenceNr(String persistenceId, long from) {
    return FutureConverters.asScala(
        FutureConverters.asJava(super.asyncReadHighestSequenceNr(persistenceId, from))
            .thenApply(
                highest -> {
                  store.acknowledged(persistenceId, (Long) highest);
                  return highest;
                }));
  }

  @Override
  public Future<BoxedUnit> asyncDeleteMessagesTo(String persistenceId, long to) {
    return FutureConverters.asScala(
        FutureConverters.asJava(super.asyncReadHighestSequenceNr(persistenceId, 0))
            .thenCompose(highest -> store.markDeleted(persistenceId, Math.min(to, (Long) highest)))
            .thenApply(done -> BoxedUnit.UNIT));
  }
}
