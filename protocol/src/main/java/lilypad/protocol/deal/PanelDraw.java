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
import lilypad.protocol.rules.Sortition;
import lilypad.protocol.rules.Sortition.Candidate;

/** Who is drawn for the next round, and under which names: the same from the same facts. */
final class PanelDraw {

  private PanelDraw() {}

  /**
   * Draws.
   *
   * @param rule version of the sortition
   * @param entropy what makes the assignments' names opaque
   * @throws IllegalArgumentException if there is no such rule
   */
  static List<PanelMember> members(
      DealKey deal, Mediation mediation, List<Candidate> candidates, int rule, Hash32 entropy) {
    if (rule < 1 || rule > Sortition.VERSION) {
      throw new IllegalArgumentException(
          "expected a version of the sortition from 1 to " + Sortition.VERSION + ", got " + rule);
    }
    int round = mediation.rounds().size() + 1;
    Set<String> seated =
        mediation.seats().map(seat -> seat.member().operator()).collect(Collectors.toSet());
    Optional<Hash32> named =
        rule == 1 ? Optional.empty() : mediation.job().flatMap(JobToRun::runtime);
    List<Candidate> comparable =
        Sortition.ofOneRuntime(
            candidates,
            named,
            mediation.seats().findFirst().map(seat -> seat.member().runtimeDigest()));
    return Sortition.draw(comparable, seated, mediation.wanted(), seed(mediation), round).stream()
        .map(
            candidate ->
                new PanelMember(
                    assignment(deal, rule, entropy, round, candidate),
                    candidate.verifier(),
                    candidate.operator(),
                    candidate.runtimeDigest()))
        .toList();
  }

  /** The draw's seed: nobody knows it before the check's block is made. */
  static Hash32 seed(Mediation mediation) {
    return mediation.check().block().hash();
  }

  /** Opaque to the node, which signs it; since version 3 no other deal can have it. */
  private static Hash32 assignment(
      DealKey deal, int rule, Hash32 entropy, int round, Candidate candidate) {
    return Keccak.hash(
        entropy.bytes().toArray(),
        rule < 3 ? new byte[0] : deal.hash().bytes().toArray(),
        ByteBuffer.allocate(Integer.BYTES).putInt(round).array(),
        candidate.verifier().bytes().toArray());
  }
}
