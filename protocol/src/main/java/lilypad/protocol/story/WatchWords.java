package lilypad.protocol.story;

import lilypad.protocol.Hash32;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.SampledClaim;
import lilypad.protocol.rules.Watching;
import lilypad.protocol.settle.SettlementIntent;

/** Why a watchman asks for a check in the client's place, or does not. */
final class WatchWords {

  private WatchWords() {}

  static String of(DealEvent.WatchDecided e) {
    return "the client made us its watchman, and by rule %d %s: %s%s"
        .formatted(
            e.decision().rule(),
            e.decision().asks() ? "we ask for a check in its place" : "we ask for no check",
            why(e.decision()),
            e.check()
                .map(SettlementIntent::id)
                .map(intent -> "; that is to be sent as intent " + intent)
                .orElse(""));
  }

  static String why(Watching.Decision decision) {
    Watching.Inputs inputs = decision.inputs();
    return switch (decision.reason()) {
      case WRONG ->
          "the silent check says REJECT with %s, a REJECT wants %s, and the client can ask until %s"
              .formatted(inputs.sureness(), inputs.required(), Plain.time(inputs.deadline()));
      case NOT_REJECTED -> "the silent check says " + inputs.verdict();
      case UNSURE ->
          "the silent check says REJECT with %s, and a REJECT wants %s"
              .formatted(inputs.sureness(), inputs.required());
      case KNOWN_RIGHT -> "the claim is known to be right, whatever the panel concluded";
      case TOO_LATE -> "the client's time to ask was over at " + Plain.time(inputs.deadline());
    };
  }

  /** Whether our request for a check was sent as this transaction, as far as is known. */
  static boolean sentAs(DealState state, Hash32 transaction) {
    return state
        .sampled()
        .flatMap(SampledClaim::watching)
        .flatMap(SampledClaim.Watching::transaction)
        .filter(transaction::equals)
        .isPresent();
  }
}
