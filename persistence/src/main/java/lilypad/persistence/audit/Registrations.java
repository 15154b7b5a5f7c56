package lilypad.persistence.audit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.roster.VerifierEvent.VerifierRegistered;
import lilypad.protocol.rules.Candidate;

/**
 * Who verifiers said that they are. A panel's maker may be some registrations behind: a node can
 * come back as another one while a panel is being written.
 *
 * @param <L> what is remembered of the leaf of each
 */
final class Registrations<L> {

  /** How many registrations of a node a panel's maker may be behind. */
  private static final int MOST_BEHIND = 256;

  private record Known<L>(VerifierRegistered said, L leaf) {
    boolean is(Candidate candidate) {
      return said.operator().equals(candidate.operator())
          && said.runtimeDigest().equals(candidate.runtimeDigest());
    }
  }

  /** The newest first. */
  private final Map<Address, Deque<Known<L>>> nodes = new HashMap<>();

  /** A verifier registers. */
  void take(Address verifier, VerifierRegistered said, L leaf) {
    Deque<Known<L>> known = nodes.computeIfAbsent(verifier, first -> new ArrayDeque<>());
    known.addFirst(new Known<>(said, leaf));
    if (known.size() > MOST_BEHIND + 1) {
      known.removeLast();
    }
  }

  private Deque<Known<L>> of(Address verifier) {
    return nodes.getOrDefault(verifier, new ArrayDeque<>());
  }

  /** The newest one that says what is said of a candidate. */
  Optional<L> of(Candidate candidate) {
    return of(candidate.verifier()).stream()
        .filter(known -> known.is(candidate))
        .map(Known::leaf)
        .findFirst();
  }

  /** What a verifier said last. */
  Optional<VerifierRegistered> newest(Address verifier) {
    return of(verifier).stream().map(Known::said).findFirst();
  }
}
