package lilypad.deploy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.roster.TrackRecord;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.Candidate;
import lilypad.protocol.rules.Reputation.Dimension;
import lilypad.protocol.rules.Reputation.Mark;
import lilypad.protocol.rules.WeightedSortition;

/**
 * What the records of a {@link DisputeHistory}'s verifiers are worth before each of its groups. Who
 * sits does not depend on that, so the groups can be made in any order: only this goes through them
 * one by one, once.
 */
final class DisputeStandings {

  /** What is seen of one whose answer stood. */
  static final List<Mark> HONEST =
      List.of(
          new Mark(Dimension.NO_SHOW, false),
          new Mark(Dimension.WITHHELD, false),
          new Mark(Dimension.ABSTAINED, false),
          new Mark(Dimension.WRONG, false));

  /**
   * What decides who sits for a group's dispute.
   *
   * @param at chain time of the draw, and of the verdict
   */
  record Sitting(DealKey deal, Hash32 seed, long at) {}

  private record Known(List<Candidate> candidates, Set<Address> seats) {}

  private final List<Address> nodes;
  private final Hash32 runtime;
  private final IntFunction<Sitting> sittings;
  private final List<TrackRecord> records = new ArrayList<>();
  private final List<Known> groups = new ArrayList<>();

  /**
   * @param nodes each of an operator of its own, in the operators' order
   */
  DisputeStandings(List<Address> nodes, Hash32 runtime, IntFunction<Sitting> sittings) {
    this.nodes = nodes;
    this.runtime = runtime;
    this.sittings = sittings;
    nodes.forEach(node -> records.add(TrackRecord.EMPTY));
  }

  /** The candidates for a group's panel. */
  List<Candidate> before(int group) {
    return known(group).candidates();
  }

  /** Who sits on it. */
  Set<Address> seats(int group) {
    return known(group).seats();
  }

  private synchronized Known known(int group) {
    while (groups.size() <= group) {
      groups.add(next(sittings.apply(groups.size())));
    }
    return groups.get(group);
  }

  private Known next(Sitting sitting) {
    List<Candidate> candidates =
        IntStream.range(0, nodes.size())
            .mapToObj(
                i ->
                    new Candidate(
                        nodes.get(i),
                        DisputeHistory.operator(i),
                        runtime,
                        1,
                        records.get(i).standing(runtime, sitting.at())))
            .toList();
    Set<Address> seats =
        WeightedSortition.draw(
                candidates,
                Set.of(),
                DisputeHistory.PANEL,
                new WeightedSortition.Lot(sitting.seed(), sitting.deal().hash(), 1))
            .stream()
            .map(Candidate::verifier)
            .collect(Collectors.toUnmodifiableSet());
    for (int i = 0; i < nodes.size(); i++) {
      if (seats.contains(nodes.get(i))) {
        records.set(
            i,
            records
                .get(i)
                .after(
                    new VerifierEvent.VerifierObserved(
                        Hash32.ZERO, 1, runtime, HONEST, sitting.at())));
      }
    }
    return new Known(candidates, seats);
  }
}
