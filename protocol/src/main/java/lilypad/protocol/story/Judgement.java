package lilypad.protocol.story;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Vote;

/** Why a verdict is what it is, from the tally it was derived from. */
final class Judgement {

  private Judgement() {}

  static String words(DealEvent.VerdictReached reached) {
    return "%s by rule %d: %s; %s; %s"
        .formatted(
            reached.verdict(),
            reached.rule(),
            votes(reached.tally().votes()),
            why(reached),
            reached.verdict().movesMoney()
                ? "it is posted on chain"
                : "nothing is posted, the chain's time-out runs");
  }

  private static String votes(List<Vote> votes) {
    int matches = 0;
    Map<Hash32, Integer> others = new HashMap<>();
    Map<AbstentionReason, Integer> abstentions = new TreeMap<>();
    for (Vote vote : votes) {
      switch (vote) {
        case Vote.Match match -> matches++;
        case Vote.Mismatch mismatch -> others.merge(mismatch.resultRoot(), 1, Integer::sum);
        case Vote.Abstain abstain -> abstentions.merge(abstain.reason(), 1, Integer::sum);
      }
    }
    int differing = others.values().stream().mapToInt(Integer::intValue).sum();
    int alike = others.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    int silent = abstentions.values().stream().mapToInt(Integer::intValue).sum();
    String reasons =
        abstentions.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    return "of %d votes %d got the claim, %d another result%s, %d abstained%s"
        .formatted(
            votes.size(),
            matches,
            differing,
            differing > 1 ? " (" + (alike == differing ? "all" : alike) + " alike)" : "",
            silent,
            silent > 0 ? " (" + reasons + ")" : "");
  }

  private static String why(DealEvent.VerdictReached reached) {
    Tally tally = reached.tally();
    String confidence = "confidence " + Plain.fraction(reached.confidence());
    return switch (reached.verdict()) {
      case ACCEPT ->
          confidence + ", " + Plain.fraction(tally.parameters().acceptAbove()) + " is enough";
      case REJECT ->
          confidence + ", " + Plain.fraction(tally.parameters().rejectAbove()) + " is enough";
      case NONDETERMINISTIC -> "independent nodes saw the job differ from run to run";
      case UNAVAILABLE -> "independent nodes could not fetch an input of the job";
      case INCONCLUSIVE -> unresolved(reached, confidence);
    };
  }

  private static String unresolved(DealEvent.VerdictReached reached, String confidence) {
    Tally tally = reached.tally();
    if (reached.confidence() > 0 && tally.profile() != Profile.DETERMINISTIC) {
      return confidence + " against the claim, but the job is not declared deterministic";
    }
    if (reached.confidence() > 0 && tally.runtime().isEmpty()) {
      return confidence
          + " against the claim, but the module names no runtime, and another version of it may"
          + " have given the claim";
    }
    return tally.closing()
        ? "the time for votes is over"
        : "no more than " + tally.parameters().largestPanel() + " verifiers are asked";
  }
}
