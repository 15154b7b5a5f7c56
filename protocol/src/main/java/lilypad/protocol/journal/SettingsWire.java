package lilypad.protocol.journal;

import java.util.stream.Stream;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.VerdictRoute;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.sign.SigningDomain;
import lilypad.protocol.wire.journal.SettingsStatedMsg;

/** What deals are decided by, to and from protobuf. */
final class SettingsWire {

  private SettingsWire() {}

  static SettingsStatedMsg of(DealSettings settings) {
    return SettingsStatedMsg.newBuilder()
        .setMediator(Wire.of(settings.mediator()))
        .setContracts(settings.profile().key())
        .setChainId(settings.domain().chainId())
        .setStorage(Wire.of(settings.domain().verifyingContract()))
        .setVerdictsTo(Wire.of(settings.route().to()))
        .setVerdictsBound(settings.route().bound())
        .setOdds(settings.parameters().odds())
        .setAcceptAbove(settings.parameters().acceptAbove())
        .setRejectAbove(settings.parameters().rejectAbove())
        .setLargestPanel(settings.parameters().largestPanel())
        .setPanel(settings.panel())
        .setSmallestPanel(settings.smallestPanel())
        .setAssembly(settings.assembly())
        .setCommitWindow(settings.commitWindow())
        .setRevealWindow(settings.revealWindow())
        .setMargin(settings.margin())
        .setMoneyLevel(SettlementWire.level(settings.moneyLevel()))
        .setHurries(settings.hurries())
        .build();
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
        new Tally.Parameters(
            m.getOdds(), m.getAcceptAbove(), m.getRejectAbove(), m.getLargestPanel()),
        m.getPanel(),
        m.getSmallestPanel(),
        m.getAssembly(),
        m.getCommitWindow(),
        m.getRevealWindow(),
        m.getMargin(),
        SettlementWire.level(m.getMoneyLevel()),
        m.getHurries());
  }
}
