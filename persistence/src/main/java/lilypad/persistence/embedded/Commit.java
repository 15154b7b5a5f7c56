package lilypad.persistence.embedded;

import java.util.Set;
import lilypad.protocol.merkle.MerkleFrontier;

/**
 * What a batch brought, told to the live queries after it is synced.
 *
 * @param lastIndex the index of the last event in the global order
 * @param lastBirth the number of persistence ids
 * @param persistenceIds those that have new events
 * @param tree the audit log's edge after it; it grows no more
 */
public record Commit(
    long lastIndex, long lastBirth, Set<String> persistenceIds, MerkleFrontier tree) {

  /** Called by the writer's thread; must only pass the word on. */
  public interface Listener {
    /** So much is in the journal now. */
    void committed(Commit commit);
  }

  /** Who tells of commits. */
  public interface Teller {
    /** Tells from now on. */
    void listen(Listener listener);

    /** Tells no more. */
    void unlisten(Listener listener);
  }
}
