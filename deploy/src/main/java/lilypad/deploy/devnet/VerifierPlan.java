package lilypad.deploy.devnet;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lilypad.deploy.cheat.VerifierConduct;

/**
 * One verifier of a mediator's roster.
 *
 * @param operator the number of the first verifier, from 0, that has the same operator; its own if
 *     nobody else has
 * @param kind what it is and when it comes
 * @param conducts for a {@link Kind#CHEAT}: what it does with which job, by the input {@code
 *     Message}
 */
public record VerifierPlan(int operator, Kind kind, Map<String, VerifierConduct> conducts) {

  /** What a verifier is. */
  public enum Kind {
    /** The one that is handed out, from the start. */
    USUAL,
    /** The same, once {@link MediatorSite#callReserve} is called. */
    RESERVE,
    /** One that does as it is told, from the start; all of them in one process. */
    CHEAT,
    /** The mediator's own, from the start: it runs jobs again and sits on no panel. */
    REFEREE,
    /** An honest one beside the cheats, with a runtime that nobody else has. */
    SKEWED
  }

  public VerifierPlan {
    conducts = Map.copyOf(conducts);
  }

  /** A verifier that runs what it is lent. */
  public static VerifierPlan honest(int operator, Kind kind) {
    return new VerifierPlan(operator, kind, Map.of());
  }

  /** So many verifiers, each with an operator of its own. */
  static List<VerifierPlan> usual(int verifiers) {
    return IntStream.range(0, verifiers)
        .mapToObj(operator -> honest(operator, Kind.USUAL))
        .toList();
  }

  /** Whether it runs in the cheats' process. */
  boolean amongCheats() {
    return switch (kind) {
      case USUAL, RESERVE, REFEREE -> false;
      case CHEAT, SKEWED -> true;
    };
  }
}
