package lilypad.protocol.journal;

import java.util.Optional;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.EvidenceDraw;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.wire.journal.EvidenceDrawMsg;
import lilypad.protocol.wire.journal.RefereeAskedMsg;
import lilypad.protocol.wire.journal.RevealsOpenedMsg;

/** Whether evidence is looked at, and the mediator's own run, to and from protobuf. */
final class RefereeWire {

  private RefereeWire() {}

  static RevealsOpenedMsg of(DealEvent.RevealsOpened e) {
    RevealsOpenedMsg.Builder out =
        RevealsOpenedMsg.newBuilder().setRound(e.round()).setRevealDeadline(e.revealDeadline());
    e.draw().ifPresent(draw -> out.setDraw(of(draw)));
    return out.build();
  }

  private static EvidenceDrawMsg of(EvidenceDraw draw) {
    return EvidenceDrawMsg.newBuilder()
        .setRandomness(Wire.of(draw.randomness()))
        .setDraw(draw.draw())
        .setSampled(draw.sampled())
        .setRule(draw.rule())
        .build();
  }

  static DealEvent.RevealsOpened opened(RevealsOpenedMsg m) {
    return new DealEvent.RevealsOpened(
        m.getRound(),
        m.getRevealDeadline(),
        m.hasDraw() ? Optional.of(draw(m.getDraw())) : Optional.empty());
  }

  private static EvidenceDraw draw(EvidenceDrawMsg m) {
    return new EvidenceDraw(Wire.hash(m.getRandomness()), m.getDraw(), m.getSampled(), m.getRule());
  }

  static RefereeAskedMsg of(DealEvent.RefereeAsked e) {
    return RefereeAskedMsg.newBuilder()
        .setMember(PanelWire.of(e.member(), false))
        .setCause(e.cause().name())
        .setRule(e.rule())
        .setCommitDeadline(e.commitDeadline())
        .setAt(e.at())
        .build();
  }

  static DealEvent.RefereeAsked asked(RefereeAskedMsg m) {
    return new DealEvent.RefereeAsked(
        PanelWire.member(m.getMember(), false),
        RefereeRule.Cause.valueOf(m.getCause()),
        m.getRule(),
        m.getCommitDeadline(),
        m.getAt());
  }
}
