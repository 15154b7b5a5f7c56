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
import lilypad.protocol.rules.ReputationRule;
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
  int round() {
    return mediation.rounds().size() + 1;
  }

  /**
   * Draws by {@link Sortition}: by the hash of the check's block, nobody counts more than another.
   *
   * @param rule its version
   * @param entropy what makes the assignments' names opaque
   * @throws IllegalArgumentException if there is no such rule
   */
  List<PanelMember> alike(List<Candidate> candidates, int rule, Hash32 entropy) {
    if (rule < 1 || rule > Sortition.VERSION) {
      throw new IllegalArgumentException(
          "expected a version of the unweighted sortition from 1 to "
              + Sortition.VERSION
              + ", got "
              + rule);
    }
    Optional<Hash32> named = rule == 1 ? Optional.empty() : runtime();
    return Sortition.draw(
            comparable(candidates, named), seated(), mediation.wanted(), checkBlock(), round())
        .stream()
        .map(candidate -> member(candidate, rule, entropy, Voice.PLAIN))
        .toList();
  }

  /**
   * Draws by {@link WeightedSortition}.
   *
   * @param candidates in their order
   * @param seed of the beacon
   * @param entropy what makes the assignments' names opaque
   * @param reputation what the candidates' records are worth
   * @throws lilypad.protocol.MalformedValue if the candidates are not in their order
   */
  List<PanelMember> weighted(
      List<Candidate> candidates, Hash32 seed, Hash32 entropy, ReputationRule reputation) {
    return WeightedSortition.draw(
            comparable(candidates, runtime()),
            seated(),
            mediation.wanted(),
            new WeightedSortition.Lot(seed, deal.hash(), round()))
        .stream()
        .map(
            candidate ->
                member(
                    candidate,
                    WeightedSortition.VERSION,
                    entropy,
                    new Voice(candidate.weight(), reputation.odds(candidate.standing().answers()))))
        .toList();
  }

  /** Nobody knows it before the check's block is made, but its proposer can make another. */
  Hash32 checkBlock() {
    return mediation.origin().hash();
  }

  private Optional<Hash32> runtime() {
    return mediation.job().flatMap(JobToRun::runtime);
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
