package lilypad.protocol.story;

import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.rules.Sampling;

/** Why a claim that nobody challenged is checked, or is not. */
final class SamplingWords {

  private SamplingWords() {}

  static String of(DealEvent.ClaimSampled e) {
    return e.choice()
        .map(choice -> of(e, choice))
        .orElse(
            "nobody challenged the claim; the deal does not name us, so it is not ours to check");
  }

  private static String of(DealEvent.ClaimSampled e, Sampling.Decision choice) {
    return "nobody challenged the claim, and the randomness of block %d %s by rule %d: a share of %s, %s%s"
        .formatted(
            e.beacon().number(),
            choice.sampled() ? "chooses it for a silent check" : "does not choose it",
            choice.rule(),
            choice.rate(),
            why(choice.reason()),
            choice.sampled()
                ? "; the client can ask for a check until " + Plain.time(e.deadline())
                : "");
  }

  static String of(DealEvent.ClaimPassedOver e) {
    return "nobody challenged the claim of block %d, and it was too old to be looked at"
        .formatted(e.claim().number());
  }

  static String why(Sampling.Reason reason) {
    return switch (reason) {
      case UNPROVEN -> "for providers are not known well enough";
      case UNDETERRED -> "for no share deters";
      case DETERRENCE -> "as often as deters";
      case FLOOR -> "the least";
    };
  }
}
