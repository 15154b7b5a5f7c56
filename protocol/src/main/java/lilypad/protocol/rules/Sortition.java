package lilypad.protocol.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;

/**
 * Who sits on a panel, version 1: candidates in the order of Keccak-256(seed, round, address), one
 * for each operator. Unweighted; the seed is the hash of the block with the check, which its
 * proposer can re-roll at the price of a block.
 */
public final class Sortition {

  /** The version of this rule, recorded with each panel. */
  public static final int VERSION = 1;

  private Sortition() {}

  /**
   * A node that could be drawn.
   *
   * @param verifier its address
   * @param operator who runs it
   * @param runtimeDigest what it runs jobs with
   */
  public record Candidate(Address verifier, String operator, Hash32 runtimeDigest) {}

  /**
   * Draws at most {@code count} candidates of different operators.
   *
   * @param barred operators that may not sit again
   */
  public static List<Candidate> draw(
      List<Candidate> candidates, Set<String> barred, int count, Hash32 seed, int round) {
    List<Candidate> ordered = new ArrayList<>(candidates);
    ordered.sort(
        Comparator.<Candidate, Hash32>comparing(
                candidate ->
                    Keccak.hash(
                        seed.bytes().toArray(),
                        new byte[] {(byte) round},
                        candidate.verifier().bytes().toArray()))
            .thenComparing(Candidate::verifier));
    Set<String> seated = new HashSet<>(barred);
    List<Candidate> panel = new ArrayList<>();
    for (Candidate candidate : ordered) {
      if (panel.size() < count && seated.add(candidate.operator())) {
        panel.add(candidate);
      }
    }
    return List.copyOf(panel);
  }
}
