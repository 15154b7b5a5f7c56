package lilypad.mediator.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

  private final DealSettings settings;
  private final Map<DealKey, Story> stories = new ConcurrentHashMap<>();

  /** An empty board; the settings tell which deals are ours to mediate. */
  public DealBoard(DealSettings settings) {
    this.settings = settings;
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
    boolean open = new Deal(key, settings).open(state);
    stories.put(key, new Story(key, state, openings, retracted, open));
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
    return stories.values().stream().filter(Story::open).map(Story::key).toList();
  }

  /** The open deal with a seat of this verifier that still waits for its commitment or reveal. */
  public Optional<DealKey> waitingFor(Address verifier, AssignmentRound key) {
    return stories.values().stream()
        .filter(Story::open)
        .filter(story -> story.state().mediation().stream().anyMatch(m -> waits(m, verifier, key)))
        .map(Story::key)
        .findFirst();
  }

  /** How many answers of this verifier, commitments or reveals, the open deals wait for. */
  public long openLeases(Address verifier) {
    return stories.values().stream()
        .filter(Story::open)
        .flatMap(story -> story.state().mediation().stream())
        .filter(Mediation::deliberating)
        .flatMap(Mediation::seats)
        .filter(seat -> seat.member().verifier().equals(verifier))
        .filter(seat -> seat.awaitsCommitment() || seat.awaitsReveal())
        .count();
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
