package lilypad.protocol.deal;

import java.math.BigInteger;
import java.util.Optional;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.MalformedAbi;
import lilypad.protocol.abi.Pricing;
import lilypad.protocol.rules.Deterrence;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Sampling;
import lilypad.protocol.rules.SamplingRule;
import lilypad.protocol.settle.FinalityLevel;

/**
 * Which claims that nobody challenged are checked silently: once for each claim, by the randomness
 * of a block after it, when the claim is as sure as money has to be.
 */
final class ClaimSampling {

  private static final BigInteger MOST = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

  private final DealKey key;
  private final DealSettings settings;

  ClaimSampling(DealKey key, DealSettings settings) {
    this.key = key;
    this.settings = settings;
  }

  /** The block of the claim whose turn is still to come. */
  Optional<BlockRef> waiting(DealState state, ChainView chain) {
    return settings
        .sampling()
        .filter(rule -> chain.state() == AgreementState.RESULTS_SUBMITTED)
        .filter(rule -> state.mediation().map(Mediation::isSilent).orElse(true))
        .flatMap(rule -> chain.stateBlock())
        .filter(claim -> !state.sampled().map(SampledClaim::claim).equals(Optional.of(claim)));
  }

  /** What is to be read for it, if its time has come. */
  Optional<DealIntent.ReadClaim> intent(DealState state, ChainView chain, ChainClock clock) {
    return waiting(state, chain)
        .filter(claim -> !late(claim, clock.time()))
        .filter(claim -> claim.number() <= clock.height(settings.moneyLevel()))
        .filter(claim -> settings.beacon(claim.number()) <= clock.height(FinalityLevel.LATEST))
        .map(
            claim ->
                new DealIntent.ReadClaim(
                    state.deal().orElse(new DealId("")), claim, settings.beacon(claim.number())));
  }

  /** Whether a claim is too old to be looked at. */
  boolean late(BlockRef claim, long time) {
    return settings
        .sampling()
        .map(rule -> time - claim.timestamp() >= rule.patience())
        .orElse(false);
  }

  /** What follows from what was read; a refusal leaves no fact. */
  Optional<Decision.Rejection> take(DealCommand.ClaimFound found, Draft draft) {
    DealState state = draft.state();
    Optional<BlockRef> waiting = waiting(state, state.chain());
    if (waiting.isEmpty() || !waiting.get().equals(found.reading().at())) {
      return Optional.empty();
    }
    Optional<Decision.Rejection> unfit = unfit(found, state);
    if (unfit.isPresent()) {
      return unfit;
    }
    settled(draft);
    draft.emit(sampled(found));
    return Optional.empty();
  }

  /** A claim that is too old is not looked at any more: once. */
  void passOver(Draft draft, ChainClock clock) {
    if (settings.sampling().isEmpty()) {
      return;
    }
    waiting(draft.state(), draft.state().chain())
        .filter(claim -> late(claim, clock.time()))
        .ifPresent(
            claim -> {
              settled(draft);
              draft.emit(new DealEvent.ClaimPassedOver(claim, clock.time()));
            });
  }

  /** What was answered about a claim that is no more was answered all the same. */
  private void settled(Draft draft) {
    draft.state().mediation().flatMap(m -> Earnings.of(m, settings)).ifPresent(draft::emit);
  }

  private Optional<Decision.Rejection> unfit(DealCommand.ClaimFound found, DealState state) {
    AgreementReading reading = found.reading();
    long height = settings.beacon(reading.at().number());
    if (found.beacon().block().number() != height) {
      return Decision.refusal("the beacon of block " + height, "of " + found.beacon().block());
    }
    if (seed(found).equals(Hash32.ZERO)) {
      return Decision.refusal(
          "a prevrandao in block " + height, "none: this chain wants the beacon block-hash");
    }
    try {
      long submitted = reading.agreement().resultsSubmittedAt();
      if (submitted != reading.at().timestamp()) {
        return Decision.refusal("a claim of " + reading.at().timestamp(), "of " + submitted);
      }
      AgreementState told = reading.agreement().state();
      if (told != AgreementState.RESULTS_SUBMITTED) {
        return Decision.refusal("an agreement in state RESULTS_SUBMITTED", told.name());
      }
      DealId id = state.deal().orElse(reading.deal().dealId());
      return reading.deal().dealId().equals(id) && reading.result().dealId().equals(id)
          ? Optional.empty()
          : Decision.refusal("deal " + id.shown(), reading.deal().dealId().shown());
    } catch (MalformedAbi e) {
      return Decision.refusal(e.expected(), e.actual());
    }
  }

  private Hash32 seed(DealCommand.ClaimFound found) {
    DealCommand.BeaconBlock beacon = found.beacon();
    return switch (settings.rulebook()) {
      case Rulebook.Tallying tallying -> Hash32.ZERO;
      case Rulebook.Polling polling ->
          polling.beacon().seed(beacon.block().hash(), beacon.prevrandao());
    };
  }

  /** The client's time to ask for a check is over when the parties may call it judged. */
  private DealEvent.ClaimSampled sampled(DealCommand.ClaimFound found) {
    AgreementReading reading = found.reading();
    ChainDeal deal = reading.deal();
    return new DealEvent.ClaimSampled(
        reading,
        found.beacon().block(),
        found.beacon().prevrandao(),
        settings
            .sampling()
            .filter(rule -> deal.members().mediators().contains(settings.mediator()))
            .map(rule -> Sampling.decide(inputs(rule, seed(found), reading))),
        deal.timeouts().judgeResults().deadline(reading.agreement().resultsSubmittedAt()));
  }

  private Sampling.Inputs inputs(SamplingRule rule, Hash32 randomness, AgreementReading reading) {
    return new Sampling.Inputs(
        randomness,
        key.hash(),
        reading.claimHash(),
        rule.provider(),
        stakes(rule, reading.deal().pricing(), reading.result().instructionCount()),
        rule.rates(),
        rule.parameters());
  }

  /** By the contracts' rules: the price is capped by the deposit, the stake is a multiple of it. */
  private static Deterrence.Stakes stakes(
      SamplingRule rule, Pricing pricing, BigInteger instructionCount) {
    BigInteger cost = pricing.instructionPrice().value().multiply(instructionCount);
    return new Deterrence.Stakes(
        rule.gain(),
        rule.honestCost(),
        rule.cheatCost(),
        new Wei(cost.min(pricing.paymentCollateral().value())),
        new Wei(cost.multiply(pricing.resultsCollateralMultiple()).min(MOST)));
  }
}
