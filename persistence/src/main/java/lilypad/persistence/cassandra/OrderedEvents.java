package lilypad.persistence.cassandra;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import lilypad.persistence.audit.LoggedEvent;
import lilypad.persistence.cassandra.EventTable.Found;
import lilypad.persistence.embedded.stored.StoredEvent;
import lilypad.protocol.Bytes;
import lilypad.protocol.merkle.MerkleHash;
import org.jspecify.annotations.Nullable;

/** Events by their place in the order, and by their id. */
final class OrderedEvents {

  /** With so many bytes a page is full, however few events they are. */
  private static final long PAGE_BYTES = 8 << 20;

  private final EventTable events;
  private final OrderTable order;

  OrderedEvents(EventTable events, OrderTable order) {
    this.events = events;
    this.order = order;
  }

  /**
   * A leaf with its event.
   *
   * @param entry its place
   * @param bytes the stored event
   */
  record Placed(OrderTable.Entry entry, StoredEvent event, Bytes bytes) {

    LoggedEvent logged() {
      return new LoggedEvent(entry.leaf(), entry.hash(), bytes);
    }
  }

  /**
   * Leaves from {@code from} to before {@code to}: at most a page, none only if there are none.
   *
   * @throws CassandraFault.EventMissing if one's event is not there or not what it was
   */
  List<Placed> read(long from, long to) {
    List<OrderTable.Entry> entries = order.entries(from, Math.min(to, from + EventTable.PAGE));
    // Of one id the numbers in a stretch of the order follow one another.
    Map<String, List<OrderTable.Entry>> byId = new HashMap<>();
    for (OrderTable.Entry entry : entries) {
      byId.computeIfAbsent(entry.persistenceId(), id -> new ArrayList<>()).add(entry);
    }
    Map<String, CompletionStage<List<Found>>> asked = new HashMap<>();
    byId.forEach(
        (id, own) ->
            asked.put(
                id, events.start(id, own.getFirst().sequenceNr(), own.getLast().sequenceNr())));
    Map<OrderTable.Entry, Found> found = new HashMap<>();
    asked.forEach(
        (id, answer) -> match(byId.getOrDefault(id, List.of()), Cql.await(answer), found));
    List<Placed> placed = new ArrayList<>(entries.size());
    long bytes = 0;
    for (OrderTable.Entry entry : entries) {
      if (bytes < PAGE_BYTES) {
        Placed next = placed(entry, found.get(entry));
        placed.add(next);
        bytes += next.bytes().size();
      }
    }
    return placed;
  }

  private void match(
      List<OrderTable.Entry> wanted, List<Found> first, Map<OrderTable.Entry, Found> found) {
    List<Found> page = first;
    int at = 0;
    for (OrderTable.Entry entry : wanted) {
      if (at == page.size()) {
        // Fewer came than were asked for: they lie in two partitions.
        page = events.of(entry.persistenceId(), entry.sequenceNr(), entry.sequenceNr());
        at = 0;
      }
      if (at < page.size() && page.get(at).number() == entry.sequenceNr()) {
        found.put(entry, page.get(at));
        at++;
      }
    }
  }

  private static Placed placed(OrderTable.Entry entry, @Nullable Found found) {
    if (found == null) {
      throw new CassandraFault.EventMissing(entry.persistenceId(), entry.sequenceNr(), "none");
    }
    return new Placed(entry, found.event(), found.bytes());
  }

  /** As {@link #read}; a leaf's bytes must be those that have its place. */
  List<Placed> readIntact(long from, long to) {
    List<Placed> placed = read(from, to);
    for (Placed leaf : placed) {
      if (!MerkleHash.leaf(leaf.bytes().toArray()).equals(leaf.entry().hash())) {
        throw new CassandraFault.EventMissing(
            leaf.entry().persistenceId(), leaf.entry().sequenceNr(), "another in its place");
      }
    }
    return placed;
  }
}
