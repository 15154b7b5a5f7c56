package lilypad.protocol.deal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Sortition;
import lilypad.protocol.rules.WeightedSortition;

/** Who is drawn for the next round, and under which names: the same from the same facts. */
final class PanelDraw {

  /** From this version of the sortition on, assignments are of one deal. */
  private static final int NAMES_THE_DEAL = 3;

  private final DealKey deal;
  private final Mediation mediation;

  PanelDraw(DealKey deal, Mediation mediation) {
    this.deal = deal;
    this.mediation = mediation;
  }

  /** The number of the next round, from 1. */
  private int round() {
    return mediation.rounds().size() + 1;
  }

  /**
   * Draws by {@link Sortition}: by the hash of the check's block, nobody counts more than another.
   *
   * @param rule its version
   * @param entropy what makes the assignments' names opaque
   * @throws IllegalArgumentException if there is no such rule
   */
  DealEvent.PanelDrawn alike(
      List<Candidate> candidates, int rule, Hash32 entropy, long commitDeadline) {
    List<PanelMember> members =
        ordered(candidates, rule, checkBlock()).stream()
            .map(candidate -> member(candidate, rule, entropy, Voice.PLAIN))
            .toList();
    return new DealEvent.PanelDrawn(
        round(),
        members,
        candidates,
        checkBlock(),
        entropy,
        rule,
        commitDeadline,
        Optional.empty());
  }

  /**
   * Draws by {@link WeightedSortition}.
   *
   * @param candidates in their order
   * @param drawing of which beacon, out of what roster, when
   * @param rules what the beacon gives, and what the candidates' records are worth
   * @param entropy what makes the assignments' names opaque
   * @throws lilypad.protocol.MalformedValue if the candidates are not in their order
   */
  DealEvent.PanelDrawn weighted(
      List<Candidate> candidates,
      Drawing drawing,
      Rulebook.Polling rules,
      Hash32 entropy,
      long commitDeadline) {
    Hash32 seed = rules.beacon().seed(drawing.beacon().hash(), drawing.prevrandao());
    List<PanelMember> members =
        byWeight(candidates, seed).stream()
            .map(WeightedSortition.Drawn::candidate)
            .map(
                candidate ->
                    member(
                        candidate,
                        WeightedSortition.VERSION,
                        entropy,
                        new Voice(
                            candidate.weight(),
                            rules.reputation().odds(candidate.standing().answers()))))
            .toList();
    return new DealEvent.PanelDrawn(
        round(),
        members,
        candidates,
        seed,
        entropy,
        WeightedSortition.VERSION,
        commitDeadline,
        Optional.of(drawing));
  }

  /**
   * How a panel comes out of what is recorded of it.
   *
   * @throws IllegalArgumentException if there is no such rule, or the candidates are not in their
   *     order
   */
  PanelWorking working(DealEvent.PanelDrawn drawn) {
    List<PanelWorking.Place> places =
        drawn.rule() == WeightedSortition.VERSION
            ? byWeight(drawn.candidates(), drawn.seed()).stream()
                .map(
                    taken ->
                        new PanelWorking.Place(
                            taken.candidate(), new PanelWorking.Chance.ByWeight(taken)))
                .toList()
            : ordered(drawn.candidates(), drawn.rule(), drawn.seed()).stream()
                .map(
                    candidate ->
                        new PanelWorking.Place(
                            candidate,
                            new PanelWorking.Chance.ByHash(
                                Sortition.ticket(candidate, drawn.seed(), round()))))
                .toList();
    List<Candidate> pool = comparable(drawn.candidates(), named(drawn.rule()));
    return new PanelWorking(
        mediation.wanted(),
        named(drawn.rule()),
        pool.stream().map(Candidate::runtimeDigest).findFirst(),
        places,
        PanelWorking.left(drawn, pool, seated(), places));
  }

  private List<Candidate> ordered(List<Candidate> candidates, int rule, Hash32 seed) {
    if (rule < 1 || rule > Sortition.VERSION) {
      throw new IllegalArgumentException(
          "expected a version of the unweighted sortition from 1 to "
              + Sortition.VERSION
              + ", got "
              + rule);
    }
    return Sortition.draw(
        comparable(candidates, named(rule)), seated(), mediation.wanted(), seed, round());
  }

  private List<WeightedSortition.Drawn> byWeight(List<Candidate> candidates, Hash32 seed) {
    return WeightedSortition.draws(
        comparable(candidates, named(WeightedSortition.VERSION)),
        seated(),
        mediation.wanted(),
        new WeightedSortition.Lot(seed, deal.hash(), round()));
  }

  /** Nobody knows it before the check's block is made, but its proposer can make another. */
  private Hash32 checkBlock() {
    return mediation.origin().hash();
  }

  /** The runtime that the module names; the first version did not ask. */
  private Optional<Hash32> named(int rule) {
    return rule == 1 ? Optional.empty() : mediation.job().flatMap(JobToRun::runtime);
  }

  private Set<String> seated() {
    return mediation.seats().map(seat -> seat.member().operator()).collect(Collectors.toSet());
  }

  private List<Candidate> comparable(List<Candidate> candidates, Optional<Hash32> named) {
    return Sortition.ofOneRuntime(
        candidates,
        named,
        mediation.seats().findFirst().map(seat -> seat.member().runtimeDigest()));
  }

  private PanelMember member(Candidate candidate, int rule, Hash32 entropy, Voice voice) {
    return new PanelMember(
        assignment(rule, entropy, candidate),
        candidate.verifier(),
        candidate.operator(),
        candidate.runtimeDigest(),
        voice);
  }

  /** Opaque to the node, which signs it; since version 3 no other deal can have it. */
  private Hash32 assignment(int rule, Hash32 entropy, Candidate candidate) {
    return Keccak.hash(
        entropy.bytes().toArray(),
        rule < NAMES_THE_DEAL ? new byte[0] : deal.hash().bytes().toArray(),
        ByteBuffer.allocate(Integer.BYTES).putInt(round()).array(),
        candidate.verifier().bytes().toArray());
  }
}
