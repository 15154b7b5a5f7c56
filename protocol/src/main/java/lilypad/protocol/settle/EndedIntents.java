package lilypad.protocol.settle;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import lilypad.protocol.Hash32;
import lilypad.protocol.SharedMap;

/** The intents that nothing is to be done for any more, by id. Immutable. */
public final class EndedIntents {

  /** None. */
  static final EndedIntents NONE = new EndedIntents(SharedMap.empty());

  private final SharedMap<Hash32, Outgoing> byId;

  private EndedIntents(SharedMap<Hash32, Outgoing> byId) {
    this.byId = byId;
  }

  /** Those with these ids. */
  static EndedIntents of(List<Outgoing> ended) {
    return new EndedIntents(
        SharedMap.of(
            ended.stream()
                .collect(Collectors.toMap(one -> one.intent().id(), Function.identity()))));
  }

  /** All of them, sorted by id. */
  public List<Outgoing> all() {
    return byId.values().sorted(Comparator.comparing(ended -> ended.intent().id())).toList();
  }

  /** The intent by its id. */
  public Optional<Outgoing> find(Hash32 id) {
    return byId.find(id);
  }

  EndedIntents with(Outgoing ended) {
    return new EndedIntents(byId.with(ended.intent().id(), ended));
  }

  EndedIntents without(Hash32 id) {
    return find(id).isPresent() ? new EndedIntents(byId.without(id)) : this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EndedIntents ended && byId.equals(ended.byId);
  }

  @Override
  public int hashCode() {
    return byId.hashCode();
  }

  @Override
  public String toString() {
    return byId.values().count() + " intents";
  }
}
