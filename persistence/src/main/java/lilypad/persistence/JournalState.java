package lilypad.persistence;

import java.util.List;

/**
 * How a journal is.
 *
 * @param events how many the global order has
 * @param waiting how many are acknowledged and have no place in the global order yet
 * @param problems what is wrong, one sentence each without a full stop
 */
public record JournalState(long events, long waiting, List<String> problems) {

  public JournalState {
    problems = List.copyOf(problems);
  }
}
