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
import org.jspecify.annotations.Nullable;

/**
 * All deals as the journal tells them: the read model. It is fed with the global stream of facts by
 * one thread, and read by many; it tells which deals are open and have to be woken. What it was not
 * fed of a deal it reads from the journal when it first hears of the deal: so the stream may begin
 * anywhere, and no fact counts twice.
 */
public final class DealBoard {

  /** The facts of a deal that are in the journal. */
  public interface Recorded {
    /** Those with numbers from {@code from} to at most {@code to}, in order; waits for the disk. */
    List<DealEvent> facts(DealKey key, long from, long to);
  }

  private final BiPredicate<DealKey, DealState> openness;
  private final Recorded recorded;
  private final Map<DealKey, Story> stories = new ConcurrentHashMap<>();
  private final Set<DealKey> open = ConcurrentHashMap.newKeySet();

  private volatile boolean whole;

  private DealBoard(BiPredicate<DealKey, DealState> openness, Recorded recorded, boolean whole) {
    this.openness = openness;
    this.recorded = recorded;
    this.whole = whole;
  }

  /** An empty board; the settings tell which deals are ours to mediate. */
  public DealBoard(DealSettings settings, Recorded recorded) {
    this((key, state) -> new Deal(key, settings).open(state), recorded, false);
  }

  /**
   * An empty board for a journal without its mediator's settings, fed with all of it. Whose check a
   * deal without a mediation waits for is not known there: it is not open.
   */
  public static DealBoard withoutSettings() {
    return new DealBoard(
        (key, state) -> state.mediation().map(m -> m.closed().isEmpty()).orElse(false),
        (key, from, to) -> List.of(),
        true);
  }

  /**
   * A deal and what its state no longer tells.
   *
   * @param facts how many facts it has
   * @param openings how many mediations were opened
   * @param retracted blocks with logs of the deal that left the chain, oldest first
   * @param open whether it has to be told the time
   */
  public record Story(
      DealKey key,
      DealState state,
      long facts,
      int openings,
      List<Hash32> retracted,
      boolean open) {
    public Story {
      retracted = List.copyOf(retracted);
    }
  }

  /**
   * Takes a fact, unless it is known; those before it that are not known are read first.
   *
   * @param number its place among the deal's facts, from 1
   */
  public void happened(DealKey key, long number, DealEvent event) {
    stories.compute(
        key,
        (same, known) -> {
          Story before =
              known == null ? new Story(key, DealState.EMPTY, 0, 0, List.of(), false) : known;
          if (number <= before.facts()) {
            return before;
          }
          List<DealEvent> news = new ArrayList<>();
          if (number > before.facts() + 1) {
            news.addAll(recorded.facts(key, before.facts() + 1, number - 1));
          }
          news.add(event);
          Story after = after(before, news);
          if (after.facts() != number) {
            throw new IllegalStateException(
                "expected fact " + number + " of deal " + key + ", got fact " + after.facts());
          }
          return after;
        });
  }

  private Story after(Story before, List<DealEvent> news) {
    DealState state = before.state();
    int openings = before.openings();
    List<Hash32> retracted = new ArrayList<>(before.retracted());
    for (DealEvent event : news) {
      state = state.apply(event);
      openings += event instanceof DealEvent.MediationOpened ? 1 : 0;
      if (event instanceof DealEvent.LogsRetracted gone) {
        retracted.add(gone.block().hash());
      }
    }
    boolean waits = openness.test(before.key(), state);
    if (waits) {
      open.add(before.key());
    } else {
      open.remove(before.key());
    }
    return new Story(before.key(), state, before.facts() + news.size(), openings, retracted, waits);
  }

  /** From now on every deal of the journal is in it. */
  public void nowWhole() {
    whole = true;
  }

  /** Whether every deal of the journal is in it; the open ones always are. */
  public boolean whole() {
    return whole;
  }

  /** Every deal that is in it: all there are, once it is {@link #whole}. */
  public Collection<Story> all() {
    return List.copyOf(stories.values());
  }

  /** How many deals are in it. */
  public int size() {
    return stories.size();
  }

  /** A deal by its key; may wait for the disk until the board is {@link #whole}. */
  public Optional<Story> find(DealKey key) {
    Optional<Story> known = Optional.ofNullable(stories.get(key));
    return known.isPresent() || whole ? known : Optional.ofNullable(read(key));
  }

  private @Nullable Story read(DealKey key) {
    return stories.computeIfAbsent(
        key,
        unknown -> {
          List<DealEvent> facts = recorded.facts(key, 1, Long.MAX_VALUE);
          return facts.isEmpty()
              ? null
              : after(new Story(key, DealState.EMPTY, 0, 0, List.of(), false), facts);
        });
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
