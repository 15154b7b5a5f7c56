package lilypad.deploy.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import lilypad.deploy.cheat.VerifierConduct;
import lilypad.deploy.devnet.MediatorSite;
import lilypad.deploy.devnet.VerifierPlan;
import lilypad.deploy.devnet.VerifierPlan.Kind;

/**
 * Who is who among the verifiers of a market in which some cheat. Seven operators, of whom only
 * three are there when the first panels are drawn: so it is no matter of luck who sits.
 *
 * @param first there from the start; honest in all scenarios but one
 * @param reserve honest verifiers that come later
 * @param third there from the start; cheats in some scenarios
 * @param pair two nodes of one operator, there from the start; cheat in most scenarios
 * @param skewed there from the start, of another runtime; its operator's other node is of the
 *     reserve
 * @param referee the mediator's own, there from the start; it sits on no panel
 */
record Cast(
    String first,
    List<String> reserve,
    String third,
    List<String> pair,
    String skewed,
    String referee) {

  private static final int FIRST = 0;
  private static final int RESERVE = 1;
  private static final int THIRD = 5;
  private static final int PAIR = 6;
  private static final int SKEWED = 8;
  private static final int REFEREE = 9;

  Cast {
    reserve = List.copyOf(reserve);
    pair = List.copyOf(pair);
  }

  /** The roster, in the order of the numbers above. */
  static List<VerifierPlan> roster() {
    return List.of(
        new VerifierPlan(FIRST, Kind.CHEAT, conducts(CheatedPanel.Kind::first)),
        VerifierPlan.honest(1, Kind.RESERVE),
        VerifierPlan.honest(2, Kind.RESERVE),
        VerifierPlan.honest(3, Kind.RESERVE),
        VerifierPlan.honest(4, Kind.RESERVE),
        new VerifierPlan(THIRD, Kind.CHEAT, conducts(CheatedPanel.Kind::third)),
        new VerifierPlan(PAIR, Kind.CHEAT, conducts(CheatedPanel.Kind::pair)),
        new VerifierPlan(PAIR, Kind.CHEAT, conducts(CheatedPanel.Kind::pair)),
        VerifierPlan.honest(RESERVE, Kind.SKEWED),
        VerifierPlan.honest(REFEREE, Kind.REFEREE));
  }

  private static Map<String, VerifierConduct> conducts(
      Function<CheatedPanel.Kind, VerifierConduct> part) {
    Map<String, VerifierConduct> conducts = new HashMap<>();
    for (CheatedPanel.Kind kind : CheatedPanel.Kind.values()) {
      conducts.put(kind.message(), part.apply(kind));
    }
    return conducts;
  }

  /** By their addresses at a site with this roster. */
  static Cast of(MediatorSite site) {
    List<String> all =
        site.verifierAccounts().stream().map(account -> account.address().checksummed()).toList();
    return new Cast(
        all.get(FIRST),
        all.subList(RESERVE, THIRD),
        all.get(THIRD),
        all.subList(PAIR, SKEWED),
        all.get(SKEWED),
        all.get(REFEREE));
  }

  /** What a verifier does in a scenario. */
  VerifierConduct conduct(String verifier, CheatedPanel.Kind kind) {
    if (pair.contains(verifier)) {
      return kind.pair();
    }
    if (verifier.equals(third)) {
      return kind.third();
    }
    return verifier.equals(first) ? kind.first() : VerifierConduct.HONEST;
  }
}
