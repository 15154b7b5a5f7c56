package lilypad.mediator.recheck;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lilypad.mediator.recheck.SecondReading.Outcome;
import lilypad.protocol.DealId;

/**
 * What of the record could not be compared with the chain when it was tried last. It may be over
 * with the next try; what lasts hides whatever is wrong there.
 */
final class RecheckTrouble {

  private Optional<String> blocks = Optional.empty();
  private final Map<DealId, String> untold = new LinkedHashMap<>();

  void failed(Throwable cause) {
    blocks = Optional.of(String.valueOf(cause.getMessage()));
  }

  void seen(SecondReading.Look look) {
    blocks =
        look.outcome() instanceof Outcome.Unclear unclear
            ? Optional.of(unclear.why())
            : look.untold();
    if (look.outcome() instanceof Outcome.Standing standing) {
      untold.keySet().removeAll(standing.asked());
      untold.keySet().retainAll(standing.all());
      untold.putAll(standing.untold());
    }
  }

  /** In words; empty if all could be compared. */
  Optional<String> now() {
    return blocks.or(
        () ->
            untold.values().stream()
                .findFirst()
                .map(
                    first ->
                        untold.size() == 1
                            ? first
                            : first + ", nor of " + (untold.size() - 1) + " more"));
  }
}
