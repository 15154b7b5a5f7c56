package lilypad.protocol.deal;

import java.util.List;
import java.util.Optional;

/**
 * The answer to a command.
 *
 * @param events what is to be persisted, in order; may be empty
 * @param rejection why the command changed nothing, if it was refused rather than already done
 */
public record Decision(List<DealEvent> events, Optional<Rejection> rejection) {

  public Decision {
    events = List.copyOf(events);
  }

  /** A refusal, as a value: what was expected and what came. */
  public record Rejection(String expected, String actual) {}

  static Decision of(List<DealEvent> events) {
    return new Decision(events, Optional.empty());
  }

  static Optional<Rejection> refusal(String expected, String actual) {
    return Optional.of(new Rejection(expected, actual));
  }
}
