package lilypad.protocol.deal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.rules.Vote;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.SettlementTiming;

/**
 * The rules by which a deal is mediated: from a state and a command to the facts that follow, and
 * from a state to what it wants done. Pure; the actor around it only persists and drives.
 */
public final class Deal {

  private final DealKey key;
  private final DealSettings settings;

  /** The rules for one deal. */
  public Deal(DealKey key, DealSettings settings) {
    this.key = key;
    this.settings = settings;
  }

  /** Which contracts the deal is on. */
  public ContractProfile profile() {
    return settings.profile();
  }

  /** What follows from a command at a time. */
  public Decision decide(DealState state, DealCommand command, ChainClock clock) {
    return outcome(state, command, clock).decision();
  }

  /**
   * A decision and what its facts lead to.
   *
   * @param states the state after each of the decision's facts, in their order
   */
  public record Outcome(Decision decision, List<DealState> states) {
    public Outcome {
      states = List.copyOf(states);
    }
  }

  /** As {@link #decide}, with the states on the way, which it reckons anyhow. */
  public Outcome outcome(DealState state, DealCommand command, ChainClock clock) {
    Draft draft = new Draft(state);
    Deliberation now = new Deliberation(key, settings, draft, clock);
    Optional<Decision.Rejection> rejection = now.take(command);
    if (rejection.isPresent()) {
      return new Outcome(new Decision(List.of(), rejection), List.of());
    }
    now.progress();
    return new Outcome(Decision.of(draft.events()), draft.states());
  }

  /** What the state wants done, in no particular order. */
  public List<DealIntent> intents(DealState state, ChainClock clock) {
    List<DealIntent> wanted = new ArrayList<>();
    ChainView chain = state.chain();
    DealId deal = state.deal().orElse(new DealId(""));
    unread(state, chain).ifPresent(check -> wanted.add(new DealIntent.ReadAgreement(deal, check)));
    new ClaimSampling(key, settings).intent(state, chain, clock).ifPresent(wanted::add);
    new WatchDuty(key, settings).wanted(state, clock).ifPresent(wanted::add);
    state
        .mediation()
        .ifPresent(
            mediation -> {
              if (mediation.deliberating() && asks(mediation, chain.state())) {
                deliberation(mediation, deal, clock, wanted);
              }
              settlement(mediation, chain, clock).ifPresent(wanted::add);
              comparison(mediation).ifPresent(wanted::add);
            });
    return List.copyOf(wanted);
  }

  /** A silent check goes on until the deal ends, for those who sit have done their work. */
  private static boolean asks(Mediation mediation, AgreementState state) {
    return mediation.isSilent() ? !state.terminal() : state == AgreementState.RESULTS_CHECKED;
  }

  /**
   * Whether the deal needs to be told the time: an unread check of ours, a mediation that is not
   * closed, a claim that may be chosen for a silent check, or a check that we ask for as the
   * client's watchman.
   */
  public boolean open(DealState state) {
    if (state.mediation().map(Mediation::open).orElse(false)) {
      return true;
    }
    ChainView chain = state.chain();
    return unread(state, chain).isPresent()
        || WatchDuty.open(state)
        || new ClaimSampling(key, settings).waiting(state, chain).isPresent();
  }

  /**
   * Whether a deal whose verdict stands waits for nothing but a block's finality or a time that has
   * not come by this clock: being told that clock it would decide nothing, and it wants nothing
   * done. What it waits for is open all the same.
   */
  public boolean rests(DealState state, ChainClock clock) {
    ChainView chain = state.chain();
    return state.mediation().filter(mediation -> rests(mediation, clock)).isPresent()
        && !chain.state().terminal()
        && unread(state, chain).isEmpty()
        && state.sampled().flatMap(SampledClaim::watching).isEmpty()
        && new ClaimSampling(key, settings).waiting(state, chain).isEmpty();
  }

  private boolean rests(Mediation mediation, ChainClock clock) {
    return !mediation.isSilent()
        && !mediation.orphaned()
        && mediation.closed().isEmpty()
        && mediation.verdict().filter(reached -> posted(mediation, reached, clock)).isPresent()
        && comparison(mediation).isEmpty();
  }

  /** Whether there is nothing to be sent now: what there is to send is sent, or waits. */
  private boolean posted(Mediation mediation, DealEvent.VerdictReached reached, ChainClock clock) {
    return mediation
        .settlement()
        .map(
            settlement ->
                !settlement.open()
                    || settings.timing(mediation, settlement.intent(), clock).isEmpty())
        .orElse(!reached.verdict().movesMoney());
  }

  /**
   * The check of ours that has no mediation yet: a new one, or one that a reorganisation put into
   * another block.
   */
  Optional<CheckRef> unread(DealState state, ChainView chain) {
    return chain
        .check()
        .filter(check -> check.mediator().equals(settings.mediator()))
        .filter(check -> chain.state() == AgreementState.RESULTS_CHECKED)
        .filter(
            check ->
                state
                    .mediation()
                    .map(m -> m.orphaned() || !m.challenge().equals(Optional.of(check)))
                    .orElse(true));
  }

  private void deliberation(
      Mediation mediation, DealId deal, ChainClock clock, List<DealIntent> wanted) {
    if (mediation.job().isEmpty()) {
      wanted.add(new DealIntent.DescribeJob(deal));
      return;
    }
    Optional<Round> open = mediation.openRound();
    long beacon = settings.beacon(mediation);
    if (open.isEmpty() && mediation.wanted() > 0 && beacon <= clock.height(FinalityLevel.LATEST)) {
      wanted.add(new DealIntent.DrawPanel(mediation.rounds().size() + 1, beacon));
    }
    // While the mediator is behind the chain it knows of nobody how much time there is.
    open.filter(round -> clock.awake().isPresent())
        .ifPresent(
            round -> {
              for (Seat seat : round.seats()) {
                if (seat.awaitsCommitment()) {
                  wanted.add(
                      new DealIntent.Assign(seat.member(), round.number(), round.commitDeadline()));
                }
              }
            });
    reveals(mediation, wanted);
  }

  /** Also of those whose time is over: until the verdict what they show is compared. */
  private static void reveals(Mediation mediation, List<DealIntent> wanted) {
    mediation
        .everyRound()
        .filter(round -> round.revealDeadline().isPresent())
        .forEach(
            round ->
                round.seats().stream()
                    .filter(Seat::owesReveal)
                    .forEach(
                        seat ->
                            wanted.add(
                                new DealIntent.RequestReveal(
                                    seat.member(),
                                    round.number(),
                                    round.revealDeadline().getAsLong()))));
  }

  /**
   * Money moves only when the request, and with it the claim, is as sure as it has to be, or when
   * the call itself notices another one and time runs out.
   */
  private Optional<DealIntent> settlement(Mediation mediation, ChainView chain, ChainClock clock) {
    return mediation
        .settlement()
        .filter(Mediation.Settlement::open)
        .filter(settlement -> !mediation.orphaned() && mediation.closed().isEmpty())
        .filter(
            settlement ->
                settings
                    .timing(mediation, settlement.intent(), clock)
                    .map(timing -> timing != SettlementTiming.WITHHELD)
                    .orElse(false))
        .filter(
            settlement ->
                settlement.last().isPresent() || chain.state() == AgreementState.RESULTS_CHECKED)
        .map(settlement -> new DealIntent.Settle(settlement.intent()));
  }

  /**
   * Somebody got something else than the claim: the difference is worth a look, once. It keeps no
   * deal open.
   */
  static Optional<DealIntent.Compare> comparison(Mediation mediation) {
    List<Vote> votes =
        mediation
            .verdict()
            .filter(verdict -> !mediation.orphaned() && mediation.comparison().isEmpty())
            .map(verdict -> verdict.grounds().votes())
            .orElse(List.of());
    if (votes.isEmpty()) {
      return Optional.empty();
    }
    List<Address> claimed = new ArrayList<>();
    Map<Hash32, List<Address>> others = new LinkedHashMap<>();
    for (Vote vote : votes) {
      switch (vote) {
        case Vote.Match match -> claimed.add(match.verifier());
        case Vote.Mismatch mismatch ->
            others
                .computeIfAbsent(mismatch.resultRoot(), root -> new ArrayList<>())
                .add(mismatch.verifier());
        case Vote.Abstain abstain -> {}
      }
    }
    int most = others.values().stream().mapToInt(List::size).max().orElse(0);
    return others.entrySet().stream()
        .filter(entry -> entry.getValue().size() == most)
        .findFirst()
        .map(
            entry ->
                new DealIntent.Compare(
                    mediation.reading().claim(), claimed, entry.getKey(), entry.getValue()));
  }

  /**
   * Whether our request for a check, as the client's watchman, is to go on: it still can have an
   * effect, or what is on chain is its effect.
   */
  public boolean asks(DealState state, ChainClock clock, Hash32 intent) {
    boolean wanted =
        new WatchDuty(key, settings)
            .wanted(state, clock)
            .filter(ask -> ask.intent().id().equals(intent))
            .isPresent();
    return wanted
        || state
            .sampled()
            .flatMap(SampledClaim::watching)
            .filter(watching -> watching.decided().isOf(intent))
            .flatMap(SampledClaim.Watching::transaction)
            .filter(
                sent -> state.chain().check().map(CheckRef::transaction).equals(Optional.of(sent)))
            .isPresent();
  }

  /** Whether a verdict agrees with the terminal state the chain reached. */
  public static boolean agrees(Verdict verdict, AgreementState state) {
    return switch (verdict) {
      case ACCEPT -> state == AgreementState.MEDIATION_ACCEPTED;
      case REJECT -> state == AgreementState.MEDIATION_REJECTED;
      case NONDETERMINISTIC, UNAVAILABLE, INCONCLUSIVE ->
          state == AgreementState.TIMEOUT_MEDIATE_RESULTS;
    };
  }
}
