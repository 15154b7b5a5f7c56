package lilypad.protocol.deal;

import java.util.ArrayList;
import java.util.List;

/** The facts found so far in one decision; each is applied as soon as it is found. */
final class Draft {

  private final List<DealEvent> events = new ArrayList<>();
  private final List<DealState> states = new ArrayList<>();
  private DealState state;

  Draft(DealState state) {
    this.state = state;
  }

  void emit(DealEvent event) {
    events.add(event);
    state = state.apply(event);
    states.add(state);
  }

  DealState state() {
    return state;
  }

  int size() {
    return events.size();
  }

  List<DealEvent> events() {
    return List.copyOf(events);
  }

  /** The state after each of them. */
  List<DealState> states() {
    return List.copyOf(states);
  }
}
