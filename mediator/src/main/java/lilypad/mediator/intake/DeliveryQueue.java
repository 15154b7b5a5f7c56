package lilypad.mediator.intake;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lilypad.mediator.intake.IntakeState.Delivery;

/**
 * An immutable queue that shares its memory with the queues it came from: appending costs what is
 * appended and dropping costs nothing, as long as the newest queue is the one that goes on.
 * Appending to an older one copies. Belongs to one thread at a time.
 */
final class DeliveryQueue extends AbstractList<Delivery> {

  /** Entries that were dropped are let go when they are at least so many, and half of all. */
  private static final int LET_GO = 1_024;

  private final List<Delivery> shared;
  private final int from;
  private final int to;

  private DeliveryQueue(List<Delivery> shared, int from, int to) {
    this.shared = shared;
    this.from = from;
    this.to = to;
  }

  static DeliveryQueue empty() {
    return new DeliveryQueue(new ArrayList<>(), 0, 0);
  }

  @Override
  public Delivery get(int index) {
    return shared.get(from + Objects.checkIndex(index, size()));
  }

  @Override
  public int size() {
    return to - from;
  }

  /** This queue and then {@code more}. */
  DeliveryQueue and(List<? extends Delivery> more) {
    if (more.isEmpty()) {
      return this;
    }
    DeliveryQueue target = to == shared.size() ? this : copy();
    target.shared.addAll(more);
    return new DeliveryQueue(target.shared, target.from, target.shared.size());
  }

  /** This queue without its first entries. */
  DeliveryQueue without(int first) {
    DeliveryQueue rest =
        new DeliveryQueue(shared, from + Objects.checkIndex(first, size() + 1), to);
    return rest.from >= LET_GO && rest.from >= rest.size() ? rest.copy() : rest;
  }

  private DeliveryQueue copy() {
    List<Delivery> own = new ArrayList<>(shared.subList(from, to));
    return new DeliveryQueue(own, 0, own.size());
  }
}
