package lilypad.persistence;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import lilypad.protocol.journal.JournalSnapshot;
import org.apache.pekko.Done;

/**
 * Snapshots of a view, that is of something fed with the journal's global order, which a restart
 * reads on from there. The newest two are kept. One that is damaged or of a newer build is passed
 * over with a warning, one that is ahead of the journal without.
 */
public interface KeptViews {

  /**
   * A view as it was kept.
   *
   * @param index of the last event in it
   */
  record Kept(long index, Object snapshot) {}

  /** The newest one, if there is one that can be read; waits for the journal. */
  Optional<Kept> newest();

  /**
   * Keeps one, durably; then all but the newest two are let go.
   *
   * @param index of the last event in it
   * @param at milliseconds since 1970-01-01
   */
  CompletionStage<Done> keep(long index, long at, JournalSnapshot snapshot);
}
