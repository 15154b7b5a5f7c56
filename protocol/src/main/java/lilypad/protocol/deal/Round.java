package lilypad.protocol.deal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lilypad.protocol.Hash32;

/**
 * One drawing of verifiers and what came of it.
 *
 * @param number from 1
 * @param commitDeadline chain time until which commitments count
 * @param revealDeadline chain time until which reveals count; empty until reveals are open
 * @param rosterWeight of all operators that were admitted when it was drawn
 * @param presentWeight of those of them that could have been drawn
 * @param entropy what made the assignments' names opaque; only the mediator knows it
 * @param sampled whether its evidence is to be looked at
 */
public record Round(
    int number,
    List<Seat> seats,
    long commitDeadline,
    OptionalLong revealDeadline,
    long rosterWeight,
    long presentWeight,
    Hash32 entropy,
    boolean sampled) {

  public Round {
    seats = List.copyOf(seats);
  }

  /** Whether nothing further can come of it. */
  public boolean over() {
    return seats.stream().noneMatch(seat -> seat.awaitsCommitment() || seat.awaitsReveal());
  }

  /** The seat of an assignment. */
  public Optional<Seat> seat(Hash32 assignment) {
    return seats.stream().filter(seat -> seat.member().assignment().equals(assignment)).findFirst();
  }

  /** What is committed to and not shown yet, in the order of the seats. */
  Stream<Hash32> commitments() {
    return seats.stream()
        .map(Seat::progress)
        .filter(Seat.Progress.Committed.class::isInstance)
        .map(progress -> ((Seat.Progress.Committed) progress).commitment());
  }

  /** Chain time at which it is over, whatever comes. */
  long end() {
    return revealDeadline.orElse(commitDeadline);
  }

  /** Whether a seat has not said what the round waits for now. */
  boolean waits() {
    return seats.stream().anyMatch(this::waits);
  }

  /** Whether a seat of it has not. */
  boolean waits(Seat seat) {
    return revealDeadline.isPresent() ? seat.awaitsReveal() : seat.awaitsCommitment();
  }

  /** The same, which waits until another time. */
  Round until(long deadline) {
    return new Round(
        number,
        seats,
        revealDeadline.isPresent() ? commitDeadline : deadline,
        revealDeadline.isPresent() ? OptionalLong.of(deadline) : revealDeadline,
        rosterWeight,
        presentWeight,
        entropy,
        sampled);
  }

  Round with(Hash32 assignment, Seat.Progress progress) {
    Seat.Progress alike = sharing(progress);
    return with(assignment, seat -> seat.with(alike));
  }

  /**
   * The same; what others showed before is theirs where it is equal. Most of a round show the same,
   * and there may be many deals in memory.
   */
  private Seat.Progress sharing(Seat.Progress progress) {
    if (!(progress instanceof Seat.Progress.Revealed shown)) {
      return progress;
    }
    Hash32 result = shown.resultRoot();
    Hash32 execution = shown.executionRoot();
    for (Seat seat : seats) {
      if (seat.progress() instanceof Seat.Progress.Revealed other) {
        result = one(result, other.resultRoot());
        execution = one(execution, other.executionRoot());
      }
    }
    return new Seat.Progress.Revealed(result, execution, shown.runMillis());
  }

  private static Hash32 one(Hash32 own, Hash32 other) {
    return own.equals(other) ? other : own;
  }

  Round with(Hash32 assignment, UnaryOperator<Seat> change) {
    return new Round(
        number,
        seats.stream()
            .map(seat -> seat.member().assignment().equals(assignment) ? change.apply(seat) : seat)
            .toList(),
        commitDeadline,
        revealDeadline,
        rosterWeight,
        presentWeight,
        entropy,
        sampled);
  }

  Round revealing(long deadline, boolean drawn) {
    return new Round(
        number,
        seats,
        commitDeadline,
        OptionalLong.of(deadline),
        rosterWeight,
        presentWeight,
        entropy,
        drawn);
  }
}
