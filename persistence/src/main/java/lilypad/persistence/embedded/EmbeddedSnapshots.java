package lilypad.persistence.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import lilypad.persistence.embedded.stored.StoredSnapshot;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.util.Try;

/**
 * The snapshot plugin {@code lilypad.snapshots.embedded}, in the journal's folder. A snapshot is
 * synced before it is acknowledged; one of the same sequence number replaces the former. Unlike
 * events, snapshots can be deleted: they say nothing that the events do not say. For the same
 * reason one that is damaged or of a newer build is passed over with a warning, and all events are
 * replayed.
 */
public final class EmbeddedSnapshots extends SnapshotStore {

  private final EmbeddedStore store = EmbeddedStore.of(context().system());
  private final StoredForm form = new StoredForm(context().system());
  private final Executor reading = context().dispatcher();

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return FutureConverters.asScala(
        CompletableFuture.supplyAsync(
            () -> matching(persistenceId, criteria, 1).stream().findFirst().flatMap(form::readable),
            reading));
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    Try<StoredSnapshot> stored = form.snapshot(metadata, snapshot);
    if (stored.isFailure()) {
      return FutureConverters.asScala(CompletableFuture.<Void>failedStage(stored.failed().get()));
    }
    byte[] bytes = stored.get().toByteArray();
    return FutureConverters.asScala(
        store
            .writer()
            .submit(
                staging -> {
                  staging.putSnapshot(metadata.persistenceId(), metadata.sequenceNr(), bytes);
                  return true;
                })
            .thenAccept(done -> {}));
  }

  /** A time stamp of 0 in {@code metadata} stands for any. */
  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    long number = metadata.sequenceNr();
    long from = metadata.timestamp() == 0 ? 0 : metadata.timestamp();
    long to = metadata.timestamp() == 0 ? Long.MAX_VALUE : metadata.timestamp();
    return doDeleteAsync(
        metadata.persistenceId(), new SnapshotSelectionCriteria(number, to, number, from));
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    CompletionStage<Void> deleted =
        CompletableFuture.supplyAsync(
                () ->
                    matching(persistenceId, criteria, Integer.MAX_VALUE).stream()
                        .map(StoredSnapshot::getSequenceNr)
                        .toList(),
                reading)
            .thenCompose(
                numbers ->
                    store
                        .writer()
                        .submit(
                            staging -> {
                              staging.deleteSnapshots(persistenceId, numbers);
                              return true;
                            })
                        .thenAccept(done -> {}));
    return FutureConverters.asScala(deleted);
  }

  /** The youngest first. */
  private List<StoredSnapshot> matching(
      String persistenceId, SnapshotSelectionCriteria criteria, int limit) {
    List<StoredSnapshot> found = new ArrayList<>();
    store.snapshots(
        persistenceId,
        criteria.minSequenceNr(),
        criteria.maxSequenceNr(),
        snapshot -> {
          long time = snapshot.getTimestampMillis();
          if (criteria.minTimestamp() <= time && time <= criteria.maxTimestamp()) {
            found.add(snapshot);
          }
          return found.size() < limit;
        });
    return found;
  }
}
