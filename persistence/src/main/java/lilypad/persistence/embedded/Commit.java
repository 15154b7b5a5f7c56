package lilypad.persistence.embedded;

import java.util.Set;

/**
 * What a batch brought, told to the live queries after it is synced.
 *
 * @param lastIndex the index of the last event in the global order
 * @param lastBirth the number of persistence ids
 * @param persistenceIds those that have new events
 */
record Commit(long lastIndex, long lastBirth, Set<String> persistenceIds) {

  /** Called by the writer's thread; must only pass the word on. */
  interface Listener {
    void committed(Commit commit);
  }
}
