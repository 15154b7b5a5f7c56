package lilypad.mediator.query;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.deal.Deal;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.DealState;
import lilypad.protocol.deal.Mediation;
import lilypad.protocol.node.AssignmentRound;

/**
 * The deals as the journal tells them: the read model. It is fed with the global stream of facts by
 * one thread, and read by many; it tells which deals are open and have to be woken. What it was not
 * fed of a deal it reads from the journal when it first hears of the deal: so the stream may begin
 * anywhere, and no fact counts twice.
 *
 * <p>It holds every deal that may still change or was mediated here. Of those that the chain is
 * done with and that were never ours it holds the newest only, and reads the others from the
 * journal when they are asked for: a long past costs no memory.
 *
 * <p>It comes to each state by the facts alone. Where a deal's actor in this process has come to an
 * equal one, the actor's is held in its place: a deal in memory is there once, not twice.
 */
public final class DealBoard implements Rounds.Deals {

  /** The facts of a deal that are in the journal. */
  public interface Recorded {
    /** Those with numbers from {@code from} to at most {@code to}, in order; waits for the disk. */
    List<DealEvent> facts(DealKey key, long from, long to);
  }

  /** Whether a deal would do nothing, were it told a time. */
  private interface Rest {
    boolean at(DealKey key, DealState state, ChainClock clock);
  }

  private final BiPredicate<DealKey, DealState> openness;
  private final Rest rest;
  private final Recorded recorded;
  private final Map<DealKey, Story> stories = new ConcurrentHashMap<>();
  private final Set<DealKey> open = ConcurrentHashMap.newKeySet();

  /** What actors hold and this board has not come to yet. */
  private final Map<DealKey, Reached> ahead = new ConcurrentHashMap<>();

  /** How many deals of those that the chain is done with and that were never ours it holds. */
  private final int most;

  /** These, the one that changed first, first. */
  private final SequencedSet<DealKey> over = new LinkedHashSet<>();

  /** What it held when it was kept and has not read yet, in the order of {@link #closed}. */
  private final Deque<DealKey> unread = new ArrayDeque<>();

  private volatile long known;
  private volatile boolean whole;

  private DealBoard(
      BiPredicate<DealKey, DealState> openness,
      Rest rest,
      Recorded recorded,
      int most,
      boolean whole) {
    this.openness = openness;
    this.rest = rest;
    this.recorded = recorded;
    this.most = most;
    this.whole = whole;
  }

  /**
   * An empty board; the settings tell which deals are ours to mediate.
   *
   * @param recorded where deals are looked up that it does not hold
   * @param most how many deals it holds that the chain is done with and that were never ours
   */
  public DealBoard(DealSettings settings, Recorded recorded, int most) {
    this(
        (key, state) -> new Deal(key, settings).open(state),
        (key, state, clock) -> new Deal(key, settings).rests(state, clock),
        recorded,
        most,
        false);
  }

  /**
   * An empty board for a journal without its mediator's settings, fed with all of it; it holds all
   * deals. Whose check a deal without a mediation waits for is not known there: it is not open.
   */
  public static DealBoard withoutSettings() {
    return new DealBoard(
        (key, state) -> state.mediation().map(Mediation::open).orElse(false),
        (key, state, clock) -> false,
        (key, from, to) -> List.of(),
        Integer.MAX_VALUE,
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

    /** The same, with the other's state if that is equal. */
    private Story sharing(Reached other) {
      return facts == other.facts() && state.equals(other.state())
          ? new Story(key, other.state(), facts, openings, retracted, open)
          : this;
    }
  }

  /** A state that a deal's actor holds, after so many facts. */
  private record Reached(long facts, DealState state) {}

  /**
   * Takes a fact, unless it is known; those before it that are not known are read first. A deal
   * that was read ahead of the stream is as new as its last fact, once that comes.
   *
   * @param number its place among the deal's facts, from 1
   */
  public synchronized void happened(DealKey key, long number, DealEvent event) {
    known += number == 1 ? 1 : 0;
    Story before = Objects.requireNonNullElseGet(stories.get(key), () -> nothing(key));
    if (number < before.facts()) {
      return;
    }
    Story after = with(before, news(before, number, event));
    if (after.facts() != number) {
      throw new IllegalStateException(
          "expected fact " + number + " of deal " + key + ", got fact " + after.facts());
    }
    hold(after);
    if (isOver(after)) {
      over.remove(key);
      over.addLast(key);
      letGo();
    } else {
      over.remove(key);
    }
  }

  /** What is new to a story with a fact. */
  private List<DealEvent> news(Story before, long number, DealEvent event) {
    if (number == before.facts()) {
      return List.of();
    }
    List<DealEvent> news = new ArrayList<>();
    if (number > before.facts() + 1) {
      news.addAll(recorded.facts(before.key(), before.facts() + 1, number - 1));
    }
    news.add(event);
    return news;
  }

  /**
   * A deal's actor has come to a state, which this board will come to by the facts, or has already.
   * May be called by any thread; waits for nothing.
   */
  public void reached(DealKey key, long facts, DealState state) {
    if (facts == 0 || letsGo(state)) {
      // Of what it may let go it would not know when to forget this.
      return;
    }
    ahead.put(key, new Reached(facts, state));
    // Whichever comes second, this or the last of these facts, finds the other.
    Story story = stories.get(key);
    if (story != null) {
      share(story);
    }
  }

  private void share(Story story) {
    Reached reached = ahead.get(story.key());
    if (reached != null && reached.facts() <= story.facts()) {
      ahead.remove(story.key(), reached);
      stories.computeIfPresent(story.key(), (key, now) -> now.sharing(reached));
    }
  }

  private void hold(Story story) {
    stories.put(story.key(), story);
    share(story);
    if (story.open()) {
      open.add(story.key());
    } else {
      open.remove(story.key());
    }
  }

  private static boolean isOver(Story story) {
    return !story.open() && letsGo(story.state());
  }

  private static boolean letsGo(DealState state) {
    return state.mediation().isEmpty() && state.chain().state().terminal();
  }

  private void letGo() {
    while (over.size() > most) {
      stories.remove(over.removeFirst());
    }
  }

  private static Story nothing(DealKey key) {
    return new Story(key, DealState.EMPTY, 0, 0, List.of(), false);
  }

  private Story with(Story before, List<DealEvent> news) {
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
    return new Story(before.key(), state, before.facts() + news.size(), openings, retracted, waits);
  }

  /**
   * Puts an empty board where it was. The deals that were open are read from the journal, as they
   * are now, the others by {@link #readOne} or when something happens to them.
   *
   * @param known how many deals were ever heard of
   * @param closed what else it held, as {@link #closed} told it
   */
  synchronized void resume(long known, Set<DealKey> open, List<DealKey> closed) {
    this.known = known;
    open.forEach(key -> read(key).ifPresent(this::hold));
    unread.addAll(closed);
  }

  /** Reads the newest deal that it held and has not read yet; false if there is none. */
  synchronized boolean readOne() {
    DealKey key = unread.pollLast();
    if (key == null) {
      return false;
    }
    if (!stories.containsKey(key)) {
      read(key)
          .ifPresent(
              story -> {
                hold(story);
                if (isOver(story)) {
                  // Everything that it holds is newer.
                  over.addFirst(key);
                  letGo();
                }
              });
    }
    return true;
  }

  /** The deals that it holds and that are not open; the one that is let go first, first. */
  synchronized List<DealKey> closed() {
    SequencedSet<DealKey> closed = new LinkedHashSet<>(unread);
    for (Story story : stories.values()) {
      if (!story.open() && !isOver(story)) {
        closed.add(story.key());
      }
    }
    // Of what was read ahead or has changed since, the new place counts.
    over.forEach(closed::addLast);
    return List.copyOf(closed);
  }

  /** How many deals were ever heard of. */
  public long known() {
    return known;
  }

  /** From now on it holds what it should. */
  public void nowWhole() {
    whole = true;
  }

  /** Whether it holds what it should; the open deals it always does. */
  public boolean whole() {
    return whole;
  }

  /** The deals that it holds. */
  public Collection<Story> all() {
    return List.copyOf(stories.values());
  }

  /** A deal by its key; may wait for the disk. */
  public Optional<Story> find(DealKey key) {
    return Optional.ofNullable(stories.get(key)).or(() -> read(key));
  }

  private Optional<Story> read(DealKey key) {
    return Optional.of(recorded.facts(key, 1, Long.MAX_VALUE))
        .filter(facts -> !facts.isEmpty())
        .map(facts -> with(nothing(key), facts));
  }

  @Override
  public List<DealKey> open() {
    return List.copyOf(open);
  }

  @Override
  public List<DealKey> awake(ChainClock clock) {
    return open.stream().filter(key -> !rests(key, clock)).toList();
  }

  /** By what its actor holds, where that is newer: it is the actor that would be told. */
  private boolean rests(DealKey key, ChainClock clock) {
    // First this: it is taken away only when the story has come there.
    Reached newer = ahead.get(key);
    Story story = stories.get(key);
    if (story == null) {
      return false;
    }
    DealState state =
        newer != null && newer.facts() > story.facts() ? newer.state() : story.state();
    return rest.at(key, state, clock);
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

  /** Whether a lease may be over that a deal gave; of a deal that it does not hold it may. */
  boolean mayHaveEnded(DealKey deal, AssignmentRound lease) {
    Story story = stories.get(deal);
    return story == null || story.state().ended(lease).isPresent();
  }

  private static boolean waits(Mediation mediation, Address verifier, AssignmentRound key) {
    return mediation.deliberating()
        && mediation.round(key.round()).stream()
            .flatMap(round -> round.seat(key.assignment()).stream())
            .filter(seat -> seat.member().verifier().equals(verifier))
            .anyMatch(seat -> seat.awaitsCommitment() || seat.owesReveal());
  }
}
