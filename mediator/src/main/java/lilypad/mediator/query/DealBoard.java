package lilypad.mediator.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
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
 * The deals as the journal tells them: the read model. It is fed with the global stream of facts
 * from the first one, by one thread, and read by many; it tells which deals are open and have to be
 * woken.
 *
 * <p>It holds every deal that may still change or was mediated here. Of those that the chain is done
 * with and that were never ours it holds the newest only, and reads the others from the journal when
 * they are asked for: a long past costs no memory.
 */
public final class DealBoard {

  /** The facts of single deals, from the journal that feeds the board. */
  public interface Facts {
    /** A deal's facts with sequence numbers below {@code below}, oldest first; may wait. */
    List<DealEvent> of(DealKey deal, long below);
  }

  private final BiPredicate<DealKey, DealState> openness;
  private final Facts facts;
  private final int most;
  private final Map<DealKey, Story> stories = new ConcurrentHashMap<>();
  private final Set<DealKey> open = ConcurrentHashMap.newKeySet();
  private final SequencedSet<DealKey> over = new LinkedHashSet<>();
  private volatile int known;

  private DealBoard(BiPredicate<DealKey, DealState> openness, Facts facts, int most) {
    this.openness = openness;
    this.facts = facts;
    this.most = most;
  }

  /**
   * An empty board; the settings tell which deals are ours to mediate.
   *
   * @param facts where deals are looked up that it does not hold
   * @param most how many deals it holds that the chain is done with and that were never ours
   */
  public DealBoard(DealSettings settings, Facts facts, int most) {
    this((key, state) -> new Deal(key, settings).open(state), facts, most);
  }

  /**
   * An empty board for a journal without its mediator's settings; it holds all deals. Whose check a
   * deal without a mediation waits for is not known there: it is not open.
   */
  public static DealBoard withoutSettings() {
    return new DealBoard(
        (key, state) -> state.mediation().map(m -> m.closed().isEmpty()).orElse(false),
        (deal, below) -> List.of(),
        Integer.MAX_VALUE);
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

  /**
   * Adds a fact.
   *
   * @param sequenceNr its number among the deal's facts, from 1
   */
  public void happened(DealKey key, long sequenceNr, DealEvent event) {
    Story before = stories.get(key);
    if (before == null) {
      before = sequenceNr == 1 ? nothing(key) : told(key, facts.of(key, sequenceNr));
      known += sequenceNr == 1 ? 1 : 0;
    }
    Story after = with(before, event);
    stories.put(key, after);
    if (after.open()) {
      open.add(key);
    } else {
      open.remove(key);
    }
    letGo(after);
  }

  private static Story nothing(DealKey key) {
    return new Story(key, DealState.EMPTY, 0, List.of(), false);
  }

  private Story told(DealKey key, List<DealEvent> events) {
    Story story = nothing(key);
    for (DealEvent event : events) {
      story = with(story, event);
    }
    return story;
  }

  private Story with(Story before, DealEvent event) {
    DealState state = before.state().apply(event);
    int openings = before.openings() + (event instanceof DealEvent.MediationOpened ? 1 : 0);
    List<Hash32> retracted = before.retracted();
    if (event instanceof DealEvent.LogsRetracted gone) {
      retracted = new ArrayList<>(retracted);
      retracted.add(gone.block().hash());
    }
    return new Story(
        before.key(), state, openings, retracted, openness.test(before.key(), state));
  }

  /** Of the deals that are over and never were ours the one that changed first goes. */
  private void letGo(Story newest) {
    over.remove(newest.key());
    if (most < Integer.MAX_VALUE
        && !newest.open()
        && newest.state().mediation().isEmpty()
        && newest.state().chain().state().terminal()) {
      over.addLast(newest.key());
      if (over.size() > most) {
        stories.remove(over.removeFirst());
      }
    }
  }

  /** The deals it holds. */
  public Collection<Story> all() {
    return List.copyOf(stories.values());
  }

  /** How many deals were ever heard of. */
  public int known() {
    return known;
  }

  /** A deal by its key; may wait for the disk. */
  public Optional<Story> find(DealKey key) {
    return Optional.ofNullable(stories.get(key))
        .or(
            () ->
                Optional.of(facts.of(key, Long.MAX_VALUE))
                    .filter(events -> !events.isEmpty())
                    .map(events -> told(key, events)));
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
