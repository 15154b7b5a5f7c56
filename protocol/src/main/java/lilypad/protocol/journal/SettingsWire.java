package lilypad.protocol.journal;

import java.util.Optional;
import java.util.stream.Stream;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.VerdictRoute;
import lilypad.protocol.rules.BeaconRule;
import lilypad.protocol.rules.Pay;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.rules.ReputationRule;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.sign.SigningDomain;
import lilypad.protocol.wire.journal.PollingMsg;
import lilypad.protocol.wire.journal.RefereeMsg;
import lilypad.protocol.wire.journal.SettingsStatedMsg;

/** What deals are decided by, to and from protobuf. */
final class SettingsWire {

  private SettingsWire() {}

  static SettingsStatedMsg of(DealSettings settings) {
    SettingsStatedMsg.Builder out =
        SettingsStatedMsg.newBuilder()
            .setMediator(Wire.of(settings.mediator()))
            .setContracts(settings.profile().key())
            .setChainId(settings.domain().chainId())
            .setStorage(Wire.of(settings.domain().verifyingContract()))
            .setVerdictsTo(Wire.of(settings.route().to()))
            .setVerdictsBound(settings.route().bound())
            .setPanel(settings.panel())
            .setSmallestPanel(settings.smallestPanel())
            .setAssembly(settings.assembly())
            .setCommitWindow(settings.commitWindow())
            .setRevealWindow(settings.revealWindow())
            .setMargin(settings.margin())
            .setMoneyLevel(SettlementWire.level(settings.moneyLevel()))
            .setHurries(settings.hurries());
    switch (settings.rulebook()) {
      case Rulebook.Tallying tallying ->
          out.setOdds(tallying.parameters().odds())
              .setAcceptAbove(tallying.parameters().acceptAbove())
              .setRejectAbove(tallying.parameters().rejectAbove())
              .setLargestPanel(tallying.parameters().largestPanel());
      case Rulebook.Polling polling -> out.setPolling(of(polling));
    }
    if (!settings.pay().equals(Pay.Terms.NONE)) {
      out.setPay(PayWire.of(settings.pay()));
    }
    return out.build();
  }

  private static PollingMsg of(Rulebook.Polling polling) {
    PollingMsg.Builder out =
        PollingMsg.newBuilder()
            .setParameters(PollWire.of(polling.parameters()))
            .setBeacon(polling.beacon().source().name())
            .setBeaconDelay(polling.beacon().delay())
            .setStranger(polling.reputation().stranger().billionths())
            .setDelta(polling.reputation().delta().billionths());
    polling.referee().ifPresent(rule -> out.setReferee(of(rule)));
    polling.sampling().ifPresent(rule -> out.setSampling(SamplingWire.of(rule)));
    return out.build();
  }

  private static RefereeMsg of(RefereeRule rule) {
    return RefereeMsg.newBuilder()
        .setNode(Wire.of(rule.node()))
        .setOperator(rule.operator())
        .setRate(rule.rate().billionths())
        .setBeforeReject(rule.beforeReject())
        .setRequired(rule.required())
        .build();
  }

  private static RefereeRule referee(RefereeMsg m) {
    return new RefereeRule(
        Wire.address(m.getNode()),
        m.getOperator(),
        new Probability(m.getRate()),
        m.getBeforeReject(),
        m.getRequired());
  }

  private static Rulebook.Polling polling(PollingMsg m) {
    return new Rulebook.Polling(
        PollWire.parameters(m.getParameters()),
        new BeaconRule(BeaconRule.Source.valueOf(m.getBeacon()), m.getBeaconDelay()),
        new ReputationRule(new Probability(m.getStranger()), new Probability(m.getDelta())),
        m.hasReferee() ? Optional.of(referee(m.getReferee())) : Optional.empty(),
        m.hasSampling() ? Optional.of(SamplingWire.rule(m.getSampling())) : Optional.empty());
  }

  static DealSettings settings(SettingsStatedMsg m) {
    return new DealSettings(
        Wire.address(m.getMediator()),
        Stream.of(ContractProfile.values())
            .filter(profile -> profile.key().equals(m.getContracts()))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "expected contracts this build knows, got " + m.getContracts())),
        new VerdictRoute(Wire.address(m.getVerdictsTo()), m.getVerdictsBound()),
        new SigningDomain(m.getChainId(), Wire.address(m.getStorage())),
        m.hasPolling()
            ? polling(m.getPolling())
            : new Rulebook.Tallying(
                new Tally.Parameters(
                    m.getOdds(), m.getAcceptAbove(), m.getRejectAbove(), m.getLargestPanel())),
        m.getPanel(),
        m.getSmallestPanel(),
        m.getAssembly(),
        m.getCommitWindow(),
        m.getRevealWindow(),
        m.getMargin(),
        SettlementWire.level(m.getMoneyLevel()),
        m.getHurries(),
        m.hasPay() ? PayWire.terms(m.getPay()) : Pay.Terms.NONE);
  }
}
