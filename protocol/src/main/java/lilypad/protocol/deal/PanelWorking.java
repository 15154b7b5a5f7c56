package lilypad.protocol.deal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.WeightedSortition;

/**
 * How a panel comes out of its candidates, for those who ask why.
 *
 * @param wanted how many were to be drawn
 * @param named the runtime that the module names, if it counts
 * @param runtime of those who could be drawn; empty if there was nobody
 * @param places who is drawn, in the order of the draw
 * @param left who is not
 */
public record PanelWorking(
    int wanted,
    Optional<Hash32> named,
    Optional<Hash32> runtime,
    List<Place> places,
    List<Left> left) {

  public PanelWorking {
    places = List.copyOf(places);
    left = List.copyOf(left);
  }

  /** Who is drawn, and by what. */
  public record Place(Candidate candidate, Chance chance) {}

  /** What a candidate is drawn by. */
  public sealed interface Chance {
    /** Its operator's share of the weight. */
    record ByWeight(WeightedSortition.Drawn drawn) implements Chance {}

    /** The least hash, until version 3. */
    record ByHash(Hash32 ticket) implements Chance {}
  }

  /** Who is not drawn, and why. */
  public record Left(Candidate candidate, Reason reason) {}

  /** Why somebody is not drawn. */
  public enum Reason {
    /** Runs jobs with something else than those whose results count. */
    OTHER_RUNTIME,
    /** Its operator sat in an earlier round. */
    SAT_BEFORE,
    /** Its operator has no weight. */
    NO_WEIGHT,
    /** Another node of its operator sits. */
    OPERATOR_SITS,
    /** The lot fell upon others. */
    NOT_DRAWN
  }

  /**
   * Draws a recorded panel once more.
   *
   * @param before the mediation when it was drawn
   * @throws IllegalArgumentException if no rule can have drawn it
   */
  public static PanelWorking of(DealKey deal, Mediation before, DealEvent.PanelDrawn drawn) {
    return new PanelDraw(deal, before).working(drawn);
  }

  static List<Left> left(
      DealEvent.PanelDrawn drawn, List<Candidate> pool, Set<String> sat, List<Place> places) {
    Map<String, Long> weights = new HashMap<>();
    pool.forEach(candidate -> weights.merge(candidate.operator(), candidate.weight(), Math::max));
    Set<Candidate> comparable = Set.copyOf(pool);
    Set<Candidate> taken = places.stream().map(Place::candidate).collect(Collectors.toSet());
    Set<String> sitting = taken.stream().map(Candidate::operator).collect(Collectors.toSet());
    boolean weighted = drawn.rule() == WeightedSortition.VERSION;
    List<Left> left = new ArrayList<>();
    for (Candidate candidate : drawn.candidates()) {
      String operator = candidate.operator();
      if (!comparable.contains(candidate)) {
        left.add(new Left(candidate, Reason.OTHER_RUNTIME));
      } else if (sat.contains(operator)) {
        left.add(new Left(candidate, Reason.SAT_BEFORE));
      } else if (weighted && weights.getOrDefault(operator, 0L) == 0) {
        left.add(new Left(candidate, Reason.NO_WEIGHT));
      } else if (!taken.contains(candidate)) {
        left.add(
            new Left(
                candidate, sitting.contains(operator) ? Reason.OPERATOR_SITS : Reason.NOT_DRAWN));
      }
    }
    return List.copyOf(left);
  }
}
