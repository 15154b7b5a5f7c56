package lilypad.protocol.deal;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.Hash32;

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
  public sealed interface Rejection {
    /** What was expected. */
    String expected();

    /** What came. */
    String actual();
  }

  /** What came does not go with what is known. */
  public record Unfit(String expected, String actual) implements Rejection {}

  /**
   * An answer that was signed for another runtime than its seat is one of: the record could not
   * show whose it is.
   */
  public record OtherRuntime(Hash32 seat, Hash32 answer) implements Rejection {
    @Override
    public String expected() {
      return "an answer for the runtime " + seat;
    }

    @Override
    public String actual() {
      return "one for " + answer;
    }
  }

  static Decision of(List<DealEvent> events) {
    return new Decision(events, Optional.empty());
  }

  static Optional<Rejection> refusal(String expected, String actual) {
    return Optional.of(new Unfit(expected, actual));
  }
}
