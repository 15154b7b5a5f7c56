package lilypad.protocol.story;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.Grounds;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Escalation;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.rules.Vote;
import lilypad.protocol.rules.Working;

/** Why a verdict is what it is, from the grounds it was derived from. */
final class Judgement {

  private Judgement() {}

  static String words(DealEvent.VerdictReached reached) {
    return words(
        reached,
        reached.verdict().movesMoney()
            ? "it is posted on chain"
            : "nothing is posted, the chain's time-out runs");
  }

  /** Of a check that nobody asked for. */
  static String silent(DealEvent.VerdictReached reached) {
    return words(
        reached,
        reached.verdict() == Verdict.REJECT
            ? "nobody asked, so nothing is posted: WARNING, the claim is wrong, and the client can"
                + " still ask for a check"
            : "nobody asked, so nothing is posted");
  }

  private static String words(DealEvent.VerdictReached reached, String consequence) {
    return "%s by rule %d: %s; %s; %s"
        .formatted(
            reached.verdict(),
            reached.grounds().rule(),
            votes(reached.grounds().votes()),
            why(reached),
            consequence);
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
    return switch (reached.verdict()) {
      case ACCEPT, REJECT -> sure(reached);
      case NONDETERMINISTIC -> "independent nodes saw the job differ from run to run";
      case UNAVAILABLE -> "independent nodes could not fetch an input of the job";
      case INCONCLUSIVE -> unresolved(reached.grounds());
    };
  }

  private static String sure(DealEvent.VerdictReached reached) {
    boolean accepts = reached.verdict() == Verdict.ACCEPT;
    return switch (reached.grounds()) {
      case Grounds.Tallied tallied -> {
        Tally.Parameters numbers = tallied.tally().parameters();
        yield "confidence %s, %s is enough"
            .formatted(
                Plain.fraction(tallied.confidence()),
                Plain.fraction(accepts ? numbers.acceptAbove() : numbers.rejectAbove()));
      }
      case Grounds.Polled polled -> {
        Poll.Parameters numbers = polled.poll().parameters();
        Probability error = accepts ? numbers.acceptError() : numbers.rejectError();
        yield "confidence %s, %s is enough"
            .formatted(Plain.fraction(polled.sureness()), Plain.fraction(error.complement()));
      }
    };
  }

  private static String unresolved(Grounds grounds) {
    return switch (grounds) {
      case Grounds.Tallied tallied ->
          open(
              tallied.confidence() > 0
                  ? Optional.of(Plain.fraction(tallied.confidence()))
                  : Optional.empty(),
              tallied.tally().profile(),
              tallied.tally().runtime(),
              tallied.tally().closing()
                  ? "the time for votes is over"
                  : "no more than "
                      + tallied.tally().parameters().largestPanel()
                      + " verifiers are asked");
      case Grounds.Polled polled ->
          open(
              settled(polled) ? Optional.of(Plain.fraction(polled.sureness())) : Optional.empty(),
              polled.poll().profile(),
              polled.poll().runtime(),
              ended(polled.poll()));
    };
  }

  private static String ended(Poll poll) {
    Optional<String> doubt = doubt(poll);
    if (unrefereed(poll)) {
      return doubt
          .map(words -> words + "the mediator's own run could tell, and did not come")
          .orElse("the mediator's own run was due before money moves, and did not come");
    }
    return doubt.orElse("")
        + (poll.closing()
            ? "the time for votes is over"
            : "no more than %d answers of %d verifiers are asked for"
                .formatted(poll.parameters().largest(), poll.parameters().asked()));
  }

  /** Whether nothing but our own run is missing. */
  private static boolean unrefereed(Poll poll) {
    return poll.closing() && Escalation.waitsForReferee(poll);
  }

  /** Whether a result is sure enough for a REJECT, which the module then forbids. */
  private static boolean settled(Grounds.Polled polled) {
    Poll.Parameters numbers = polled.poll().parameters();
    return polled.sureness().compareTo(numbers.rejectError().complement()) >= 0
        && polled.votes().stream().noneMatch(Vote.Match.class::isInstance);
  }

  /** What keeps those who agree from a REJECT. */
  private static Optional<String> doubt(Poll poll) {
    return Escalation.working(poll)
        .trial()
        .filter(Working.Trial::doubtful)
        .flatMap(
            trial ->
                trial
                    .captured()
                    .map(
                        chance ->
                            "%d agree on another result, but could all collude with probability %s, and %s is allowed; "
                                .formatted(
                                    trial.supporters(),
                                    Plain.fraction(chance),
                                    Plain.fraction(trial.wanted().complement()))));
  }

  private static String open(
      Optional<String> confidence, Profile profile, Optional<Hash32> runtime, String otherwise) {
    if (confidence.isPresent() && profile != Profile.DETERMINISTIC) {
      return "confidence "
          + confidence.get()
          + " against the claim, but the job is not declared deterministic";
    }
    if (confidence.isPresent() && runtime.isEmpty()) {
      return "confidence "
          + confidence.get()
          + " against the claim, but the module names no runtime, and another version of it may"
          + " have given the claim";
    }
    return otherwise;
  }
}
