package lilypad.mediator.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.Deal;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Mediation;
import lilypad.protocol.node.AssignmentRound;

/**
 * All deals as the journal tells them: the read model. It is fed with the global stream of facts
 * from the first one, by one thread, and read by many; it tells which deals are open and have to be
 * woken.
 */
public final class DealBoard {

  private final BiPredicate<DealKey, DealState> openness;
  private final Map<DealKey, Story> stories = new ConcurrentHashMap<>();
  private final Set<DealKey> open = ConcurrentHashMap.newKeySet();

  private DealBoard(BiPredicate<DealKey, DealState> openness) {
    this.openness = openness;
  }

  /** An empty board; the settings tell which deals are ours to mediate. */
  public DealBoard(DealSettings settings) {
    this((key, state) -> new Deal(key, settings).open(state));
  }

  /**
   * An empty board for a journal without its mediator's settings. Whose check a deal without a
   * mediation waits for is not known there: it is not open.
   */
  public static DealBoard withoutSettings() {
    return new DealBoard(
        (key, state) -> state.mediation().map(m -> m.closed().isEmpty()).orElse(false));
  }

  /**
   * A deal and what its state no longer tells.
   *
   * @param openings how many mediations were opened
   * @param retracted blocks with logs of the deal that left the chain, oldest first
   * @param open whether it has to be told the time
   */
  public record Story(
      DealKey key, DealState state, int openings, List<Hash32> retracted, boolean open) {
    public Story {
      retracted = List.copyOf(retracted);
    }
  }

  /** Adds a fact. */
  public void happened(DealKey key, DealEvent event) {
    Story before = stories.getOrDefault(key, new Story(key, DealState.EMPTY, 0, List.of(), false));
    DealState state = before.state().apply(event);
    int openings = before.openings() + (event instanceof DealEvent.MediationOpened ? 1 : 0);
    List<Hash32> retracted = new ArrayList<>(before.retracted());
    if (event instanceof DealEvent.LogsRetracted gone) {
      retracted.add(gone.block().hash());
    }
    boolean waits = openness.test(key, state);
    stories.put(key, new Story(key, state, openings, retracted, waits));
    if (waits) {
      open.add(key);
    } else {
      open.remove(key);
    }
  }

  /** Every deal that was ever heard of. */
  public Collection<Story> all() {
    return List.copyOf(stories.values());
  }

  /** A deal by its key. */
  public Optional<Story> find(DealKey key) {
    return Optional.ofNullable(stories.get(key));
  }

  /** The deals that wait for something. */
  public List<DealKey> open() {
    return List.copyOf(open);
  }

  /** The open deal with a seat of this verifier that still waits for its commitment or reveal. */
  public Optional<DealKey> waitingFor(Address verifier, AssignmentRound key) {
    return open.stream()
        .flatMap(waiting -> find(waiting).stream())
        .filter(Story::open)
        .filter(story -> story.state().mediation().stream().anyMatch(m -> waits(m, verifier, key)))
        .map(Story::key)
        .findFirst();
  }

  private static boolean waits(Mediation mediation, Address verifier, AssignmentRound key) {
    return mediation.deliberating()
        && mediation.rounds().stream()
            .filter(round -> round.number() == key.round())
            .flatMap(round -> round.seat(key.assignment()).stream())
            .filter(seat -> seat.member().verifier().equals(verifier))
            .anyMatch(seat -> seat.awaitsCommitment() || seat.awaitsReveal());
  }
}
