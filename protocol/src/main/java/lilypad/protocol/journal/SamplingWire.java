package lilypad.protocol.journal;

import java.util.Optional;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.rules.Deterrence;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Sampling;
import lilypad.protocol.rules.SamplingRule;
import lilypad.protocol.wire.journal.ClaimSampledMsg;
import lilypad.protocol.wire.journal.SamplingDecisionMsg;
import lilypad.protocol.wire.journal.SamplingParametersMsg;
import lilypad.protocol.wire.journal.SamplingRuleMsg;

/** Which claims are checked that nobody challenged, to and from protobuf. */
final class SamplingWire {

  private SamplingWire() {}

  static ClaimSampledMsg of(DealEvent.ClaimSampled e) {
    ClaimSampledMsg.Builder out =
        ClaimSampledMsg.newBuilder()
            .setReading(Wire.of(e.reading()))
            .setBeacon(Wire.of(e.beacon()))
            .setPrevrandao(Wire.of(e.prevrandao()))
            .setDeadline(e.deadline());
    e.choice().ifPresent(choice -> out.setChoice(of(choice)));
    return out.build();
  }

  static DealEvent.ClaimSampled sampled(ClaimSampledMsg m) {
    return new DealEvent.ClaimSampled(
        Wire.reading(m.getReading()),
        Wire.block(m.getBeacon()),
        Wire.hash(m.getPrevrandao()),
        m.hasChoice() ? Optional.of(decision(m.getChoice())) : Optional.empty(),
        m.getDeadline());
  }

  private static SamplingDecisionMsg of(Sampling.Decision decision) {
    Sampling.Inputs inputs = decision.inputs();
    Deterrence.Stakes stakes = inputs.stakes();
    return SamplingDecisionMsg.newBuilder()
        .setRule(decision.rule())
        .setRandomness(Wire.of(inputs.randomness()))
        .setDeal(Wire.of(inputs.deal()))
        .setClaim(Wire.of(inputs.claim()))
        .setProvider(inputs.provider().billionths())
        .setGain(Wire.of(stakes.gain()))
        .setHonestCost(Wire.of(stakes.honestCost()))
        .setCheatCost(Wire.of(stakes.cheatCost()))
        .setPay(Wire.of(stakes.pay()))
        .setSlash(Wire.of(stakes.slash()))
        .setDetection(inputs.rates().detection().billionths())
        .setFalseAlarm(inputs.rates().falseAlarm().billionths())
        .setParameters(of(inputs.parameters()))
        .setRate(decision.rate().billionths())
        .setReason(decision.reason().name())
        .setDraw(decision.draw())
        .setSampled(decision.sampled())
        .build();
  }

  private static Sampling.Decision decision(SamplingDecisionMsg m) {
    return new Sampling.Decision(
        m.getRule(),
        new Sampling.Inputs(
            Wire.hash(m.getRandomness()),
            Wire.hash(m.getDeal()),
            Wire.hash(m.getClaim()),
            new Probability(m.getProvider()),
            new Deterrence.Stakes(
                Wire.wei(m.getGain()),
                Wire.wei(m.getHonestCost()),
                Wire.wei(m.getCheatCost()),
                Wire.wei(m.getPay()),
                Wire.wei(m.getSlash())),
            new Deterrence.Rates(
                new Probability(m.getDetection()), new Probability(m.getFalseAlarm())),
            parameters(m.getParameters())),
        new Probability(m.getRate()),
        Sampling.Reason.valueOf(m.getReason()),
        m.getDraw(),
        m.getSampled());
  }

  static SamplingRuleMsg of(SamplingRule rule) {
    return SamplingRuleMsg.newBuilder()
        .setParameters(of(rule.parameters()))
        .setProvider(rule.provider().billionths())
        .setGain(Wire.of(rule.gain()))
        .setHonestCost(Wire.of(rule.honestCost()))
        .setCheatCost(Wire.of(rule.cheatCost()))
        .setDetection(rule.rates().detection().billionths())
        .setFalseAlarm(rule.rates().falseAlarm().billionths())
        .setPatience(rule.patience())
        .build();
  }

  static SamplingRule rule(SamplingRuleMsg m) {
    return new SamplingRule(
        parameters(m.getParameters()),
        new Probability(m.getProvider()),
        Wire.wei(m.getGain()),
        Wire.wei(m.getHonestCost()),
        Wire.wei(m.getCheatCost()),
        new Deterrence.Rates(new Probability(m.getDetection()), new Probability(m.getFalseAlarm())),
        m.getPatience());
  }

  private static SamplingParametersMsg of(Sampling.Parameters parameters) {
    return SamplingParametersMsg.newBuilder()
        .setTrusted(parameters.trusted().billionths())
        .setDelta(parameters.delta().billionths())
        .setFloor(parameters.floor().billionths())
        .build();
  }

  private static Sampling.Parameters parameters(SamplingParametersMsg m) {
    return new Sampling.Parameters(
        new Probability(m.getTrusted()),
        new Probability(m.getDelta()),
        new Probability(m.getFloor()));
  }
}
