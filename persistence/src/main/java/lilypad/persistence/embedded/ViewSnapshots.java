package lilypad.persistence.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lilypad.persistence.KeptViews;
import lilypad.persistence.embedded.stored.StoredSnapshot;
import lilypad.protocol.journal.JournalSnapshot;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.persistence.SnapshotMetadata;
import scala.util.Try;

/** Views in the journal's folder, among the snapshots. */
public final class ViewSnapshots implements KeptViews {

  private static final int KEPT = 2;

  private final EmbeddedStore store;
  private final StoredForm form;
  private final String id;

  /** Those of the view {@code name}, in the journal's folder. */
  public ViewSnapshots(ClassicActorSystemProvider system, String name) {
    this.store = EmbeddedStore.of(system);
    this.form = new StoredForm(system);
    this.id = "view|" + name;
  }

  @Override
  public Optional<Kept> newest() {
    List<StoredSnapshot> found = new ArrayList<>();
    store.snapshots(
        id,
        0,
        store.lastIndex(),
        snapshot -> {
          found.add(snapshot);
          return false;
        });
    return found.stream()
        .findFirst()
        .flatMap(form::readable)
        .map(read -> new Kept(read.metadata().sequenceNr(), read.snapshot()));
  }

  @Override
  public CompletionStage<Done> keep(long index, long at, JournalSnapshot snapshot) {
    Try<StoredSnapshot> stored = form.snapshot(new SnapshotMetadata(id, index, at), snapshot);
    if (stored.isFailure()) {
      return CompletableFuture.failedStage(stored.failed().get());
    }
    byte[] bytes = stored.get().toByteArray();
    return store
        .writer()
        .submit(
            staging -> {
              List<Long> before = new ArrayList<>();
              store.snapshots(id, 0, index - 1, older -> before.add(older.getSequenceNr()));
              staging.putSnapshot(id, index, bytes);
              staging.deleteSnapshots(
                  id, before.subList(Math.min(KEPT - 1, before.size()), before.size()));
              return Done.getInstance();
            });
  }
}
