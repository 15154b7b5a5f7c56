package lilypad.protocol.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;

/**
 * Who sits on a panel: candidates of one runtime in the order of Keccak-256(seed, round, address),
 * one for each operator. Unweighted; the seed is the hash of the block with the check, which its
 * proposer can re-roll at the price of a block.
 *
 * <p>Version 1 knew no runtime that a module names; for a module that names none version 2 draws
 * the same. Versions 1 and 2 name an assignment without its deal, so what a verifier signed for one
 * could be shown as signed for another.
 */
public final class Sortition {

  /** The last version of this rule; the next is {@link WeightedSortition}. */
  public static final int VERSION = 3;

  private Sortition() {}

  /**
   * Those whose results can be compared: of the runtime that the module names, else of the one that
   * is seated already, else of the one that most operators have. An operator with many nodes is one
   * voice here too.
   *
   * @param named by the module; nobody else can speak about its jobs
   * @param seated in an earlier round
   */
  public static List<Candidate> ofOneRuntime(
      List<Candidate> candidates, Optional<Hash32> named, Optional<Hash32> seated) {
    Optional<Hash32> runtime = named.or(() -> seated).or(() -> mostOperators(candidates));
    return candidates.stream()
        .filter(candidate -> runtime.map(candidate.runtimeDigest()::equals).orElse(false))
        .toList();
  }

  private static Optional<Hash32> mostOperators(List<Candidate> candidates) {
    Map<Hash32, Set<String>> operators = new TreeMap<>();
    candidates.forEach(
        candidate ->
            operators
                .computeIfAbsent(candidate.runtimeDigest(), digest -> new TreeSet<>())
                .add(candidate.operator()));
    return operators.keySet().stream()
        .max(
            Comparator.comparingInt(
                    (Hash32 known) -> operators.getOrDefault(known, Set.of()).size())
                .thenComparing(Comparator.reverseOrder()));
  }

  /**
   * Draws at most {@code count} candidates of different operators.
   *
   * @param barred operators that may not sit again
   */
  public static List<Candidate> draw(
      List<Candidate> candidates, Set<String> barred, int count, Hash32 seed, int round) {
    List<Candidate> ordered = new ArrayList<>(candidates);
    ordered.sort(
        Comparator.<Candidate, Hash32>comparing(candidate -> ticket(candidate, seed, round))
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

  /** What a candidate is ordered by: the least is drawn first. */
  public static Hash32 ticket(Candidate candidate, Hash32 seed, int round) {
    return Keccak.hash(
        seed.bytes().toArray(), new byte[] {(byte) round}, candidate.verifier().bytes().toArray());
  }
}
