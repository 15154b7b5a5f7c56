package lilypad.protocol.deal;

import java.math.BigInteger;
import java.util.Optional;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Watching;
import lilypad.protocol.settle.SettlementIntent;

/**
 * What a mediator does that the client appointed as its watchman: decides, once for each silent
 * check, whether it asks for a check in the client's place, and sees to it while that can still
 * have an effect.
 */
final class WatchDuty {

  private final DealKey key;
  private final DealSettings settings;

  WatchDuty(DealKey key, DealSettings settings) {
    this.key = key;
    this.settings = settings;
  }

  /** Decides what is due. */
  void decide(Draft draft, ChainClock clock) {
    due(draft.state(), clock.time()).ifPresent(draft::emit);
  }

  /** The decision that is due in a state, as it falls at a time. */
  Optional<DealEvent.WatchDecided> due(DealState state, long at) {
    ChainView chain = state.chain();
    return state
        .mediation()
        .filter(m -> m.isSilent() && !m.orphaned())
        .filter(m -> chain.state() == AgreementState.RESULTS_SUBMITTED)
        .filter(m -> chain.stateBlock().filter(m.origin()::equals).isPresent())
        .filter(m -> state.sampled().flatMap(SampledClaim::watching).isEmpty())
        .flatMap(
            m ->
                m.verdict()
                    .flatMap(
                        reached ->
                            chain
                                .watch()
                                .filter(watch -> watch.watchman().equals(settings.mediator()))
                                .map(watch -> decided(m, reached, watch, at))));
  }

  private DealEvent.WatchDecided decided(
      Mediation silent, DealEvent.VerdictReached reached, Watch watch, long at) {
    Watching.Decision decision =
        Watching.decide(
            new Watching.Inputs(
                reached.verdict(),
                reached.grounds().sureness(),
                required(reached.grounds()),
                silent.answer().isPresent() && !silent.claimIsWrong(),
                at,
                silent.deadline()));
    return new DealEvent.WatchDecided(
        silent.origin(),
        decision,
        Optional.of(silent.reading())
            .filter(reading -> decision.asks())
            .map(reading -> request(reading, watch)));
  }

  private static Probability required(Grounds grounds) {
    return switch (grounds) {
      case Grounds.Tallied tallied -> Probability.ONE;
      case Grounds.Polled polled -> polled.poll().parameters().rejectError().complement();
    };
  }

  private SettlementIntent request(AgreementReading reading, Watch watch) {
    long submittedAt = reading.agreement().resultsSubmittedAt();
    Hash32 claim = reading.claimHash();
    return SettlementIntent.check(
        key,
        claim,
        submittedAt,
        watch.controller(),
        new LilypadCall.WatchedCheckResult(
                reading.deal().dealId(), claim, BigInteger.valueOf(submittedAt))
            .encode());
  }

  /** The request that the wallet is to see to now, as long as it can still have an effect. */
  Optional<DealIntent.Ask> wanted(DealState state, ChainClock clock) {
    return pending(state)
        .filter(watching -> clock.time() < watching.decided().decision().inputs().deadline())
        .filter(
            watching -> watching.decided().claim().number() <= clock.height(settings.moneyLevel()))
        .flatMap(watching -> watching.decided().check())
        .map(DealIntent.Ask::new);
  }

  /**
   * Whether the deal has to be told the time for it: until somebody asked, and until the wallet was
   * told that it is too late.
   */
  static boolean open(DealState state) {
    return pending(state).map(SampledClaim.Watching::open).orElse(false);
  }

  private static Optional<SampledClaim.Watching> pending(DealState state) {
    return state
        .sampled()
        .filter(sampled -> state.chain().state() == AgreementState.RESULTS_SUBMITTED)
        .filter(sampled -> state.chain().stateBlock().equals(Optional.of(sampled.claim())))
        .flatMap(SampledClaim::watching);
  }
}
