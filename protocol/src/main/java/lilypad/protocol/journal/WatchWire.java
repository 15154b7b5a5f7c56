package lilypad.protocol.journal;

import java.util.Optional;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.Verdict;
import lilypad.protocol.rules.Watching;
import lilypad.protocol.wire.journal.WatchDecidedMsg;

/** What a watchman decides, to and from protobuf. */
final class WatchWire {

  private WatchWire() {}

  static WatchDecidedMsg of(DealEvent.WatchDecided e) {
    Watching.Inputs inputs = e.decision().inputs();
    WatchDecidedMsg.Builder out =
        WatchDecidedMsg.newBuilder()
            .setClaim(Wire.of(e.claim()))
            .setRule(e.decision().rule())
            .setVerdict(inputs.verdict().name())
            .setSureness(inputs.sureness().billionths())
            .setRequired(inputs.required().billionths())
            .setKnownRight(inputs.knownRight())
            .setAt(inputs.at())
            .setDeadline(inputs.deadline())
            .setReason(e.decision().reason().name());
    e.check().ifPresent(check -> out.setCheck(Wire.of(check)));
    return out.build();
  }

  static DealEvent.WatchDecided decided(WatchDecidedMsg m) {
    return new DealEvent.WatchDecided(
        Wire.block(m.getClaim()),
        new Watching.Decision(
            m.getRule(),
            new Watching.Inputs(
                Verdict.valueOf(m.getVerdict()),
                new Probability(m.getSureness()),
                new Probability(m.getRequired()),
                m.getKnownRight(),
                m.getAt(),
                m.getDeadline()),
            Watching.Reason.valueOf(m.getReason())),
        m.hasCheck() ? Optional.of(Wire.intent(m.getCheck())) : Optional.empty());
  }
}
