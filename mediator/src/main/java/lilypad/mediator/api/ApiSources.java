package lilypad.mediator.api;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import lilypad.mediator.panel.RosterSettings;
import lilypad.mediator.query.Boards;
import lilypad.mediator.query.Health;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.story.RecordedFact;
import lilypad.protocol.story.RuledFact;

/**
 * What the HTTP interface shows.
 *
 * @param boards the read models
 * @param keys names a deal by the id on chain
 * @param facts all facts of a deal, oldest first; may wait
 * @param ruling the same facts with what each was decided by; may wait
 * @param roster the verifiers that may connect
 * @param nodes the verifiers connected now
 * @param ready whether the journal was read and the chain is followed
 * @param health what an operator wants to know first
 * @param payouts pays verifiers
 */
public record ApiSources(
    Boards boards,
    Function<DealId, DealKey> keys,
    Function<DealKey, List<RecordedFact>> facts,
    Function<DealKey, List<RuledFact>> ruling,
    RosterSettings roster,
    Supplier<List<NodeIdentity>> nodes,
    BooleanSupplier ready,
    Supplier<Health> health,
    Payouts payouts) {

  /** Of a mediator that pays nobody. */
  public ApiSources(
      Boards boards,
      Function<DealId, DealKey> keys,
      Function<DealKey, List<RecordedFact>> facts,
      Function<DealKey, List<RuledFact>> ruling,
      RosterSettings roster,
      Supplier<List<NodeIdentity>> nodes,
      BooleanSupplier ready,
      Supplier<Health> health) {
    this(boards, keys, facts, ruling, roster, nodes, ready, health, Payouts.NONE);
  }
}
