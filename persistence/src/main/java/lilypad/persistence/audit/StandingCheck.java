package lilypad.persistence.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lilypad.protocol.Address;
import lilypad.protocol.deal.DealReplay.Contradiction;
import lilypad.protocol.deal.Score;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.roster.TrackRecord;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Standing;

/**
 * That verifiers counted for what their records say, and their records say what verdicts showed.
 * Facts of a verifier and of a deal may stand in either order: what comes too early waits for the
 * other.
 */
final class StandingCheck {

  /** How many observations a panel's maker may be behind. */
  private static final int MOST_BEHIND = 256;

  /** One node: its record now, what it was before, and candidates whose standing is of later. */
  private static final class Node {
    private TrackRecord record = TrackRecord.EMPTY;
    private final Deque<TrackRecord> earlier = new ArrayDeque<>();
    private final List<Drawn> waiting = new ArrayList<>();
  }

  private record Drawn(Candidate candidate, long at, Consumer<Contradiction> wrong) {}

  private record Told(
      Address node, VerifierEvent.VerifierObserved seen, Consumer<Contradiction> wrong) {}

  private final Map<Address, Node> nodes = new HashMap<>();
  private final Map<AssignmentRound, Score> expected = new HashMap<>();
  private final Map<AssignmentRound, Told> early = new HashMap<>();

  /** A verdict said this of a verifier: it belongs into its record. */
  void scored(Score score) {
    AssignmentRound key = new AssignmentRound(score.member().assignment(), score.round());
    Told told = early.remove(key);
    if (told == null) {
      expected.put(key, score);
    } else {
      compare(score, told);
    }
  }

  /** This stands in a verifier's record. */
  void observed(
      Address address, VerifierEvent.VerifierObserved seen, Consumer<Contradiction> wrong) {
    AssignmentRound key = new AssignmentRound(seen.assignment(), seen.round());
    Told told = new Told(address, seen, wrong);
    Score score = expected.remove(key);
    if (score != null) {
      compare(score, told);
    } else if (early.putIfAbsent(key, told) != null) {
      wrong.accept(new Contradiction("an observation", "one for each assignment", seen.toString()));
    }
    Node node = nodes.computeIfAbsent(address, a -> new Node());
    node.earlier.addLast(node.record);
    if (node.earlier.size() > MOST_BEHIND) {
      node.earlier.removeFirst();
    }
    node.record = node.record.after(seen);
    for (Iterator<Drawn> each = node.waiting.iterator(); each.hasNext(); ) {
      Drawn drawn = each.next();
      if (drawn.candidate().standing().observations() == node.record.observations()) {
        each.remove();
        compare(node.record, drawn);
      }
    }
  }

  /** A panel's maker reckoned with this. */
  void drawn(Candidate candidate, long at, Consumer<Contradiction> wrong) {
    Drawn drawn = new Drawn(candidate, at, wrong);
    Node node = nodes.computeIfAbsent(candidate.verifier(), a -> new Node());
    long named = candidate.standing().observations();
    if (named > node.record.observations()) {
      node.waiting.add(drawn);
      return;
    }
    Optional<TrackRecord> then =
        named == node.record.observations()
            ? Optional.of(node.record)
            : node.earlier.stream().filter(r -> r.observations() == named).findFirst();
    if (then.isPresent()) {
      compare(then.get(), drawn);
    } else {
      unknown(node, drawn);
    }
  }

  /** The record is over: what still waits has no other side. */
  void end() {
    early
        .values()
        .forEach(
            told ->
                told.wrong()
                    .accept(
                        new Contradiction(
                            "an observation", "one that a verdict gives", told.seen().toString())));
    nodes.values().forEach(node -> node.waiting.forEach(drawn -> unknown(node, drawn)));
  }

  private static void unknown(Node node, Drawn drawn) {
    drawn
        .wrong()
        .accept(
            new Contradiction(
                "a candidate's standing",
                "one of the last of " + node.record.observations() + " observations",
                drawn.candidate().standing().toString()));
  }

  private static void compare(TrackRecord record, Drawn drawn) {
    Standing standing = record.standing(drawn.candidate().runtimeDigest(), drawn.at());
    if (!standing.equals(drawn.candidate().standing())) {
      drawn
          .wrong()
          .accept(
              new Contradiction(
                  "a candidate's standing",
                  standing.toString(),
                  drawn.candidate().standing().toString()));
    }
  }

  private static void compare(Score score, Told told) {
    VerifierEvent.VerifierObserved due =
        new VerifierEvent.VerifierObserved(
            score.member().assignment(),
            score.round(),
            score.member().runtimeDigest(),
            score.marks(),
            score.at());
    if (!due.equals(told.seen()) || !score.member().verifier().equals(told.node())) {
      told.wrong()
          .accept(
              new Contradiction(
                  "an observation",
                  due + " of " + score.member().verifier(),
                  told.seen() + " of " + told.node()));
    }
  }
}
