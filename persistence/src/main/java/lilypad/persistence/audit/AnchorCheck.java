package lilypad.persistence.audit;

import java.util.Optional;
import lilypad.protocol.audit.Anchoring;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.AuditState;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealReplay.Contradiction;

/** Whether the notary had only signed heads anchored, one after the other. */
final class AnchorCheck {

  private final SentCheck sent;
  private AuditState state = AuditState.NOTHING;

  AnchorCheck(SentCheck sent) {
    this.sent = sent;
  }

  /** Takes the next fact about the record: what is wrong with it. */
  Optional<Contradiction> take(AuditEvent event) {
    AuditState before = state;
    state = before.apply(event);
    return switch (event) {
      case AuditEvent.SettingsStated e -> Optional.empty();
      case AuditEvent.TreeHeadSigned e -> Optional.empty();
      case AuditEvent.AnchorRequested e -> {
        before.anchoring().ifPresent(last -> sent.over(last.request().intent()));
        sent.wanted(e.intent());
        yield requested(before, e);
      }
      case AuditEvent.HeadAnchored e ->
          before.anchoring().filter(last -> last.waitsFor(e.intent())).isPresent()
              ? Optional.empty()
              : Optional.of(none(before, e));
      case AuditEvent.AnchorGivenUp e ->
          before.anchoring().filter(last -> last.waitsFor(e.intent())).isPresent()
              ? Optional.empty()
              : Optional.of(none(before, e));
    };
  }

  private static Optional<Contradiction> requested(
      AuditState before, AuditEvent.AnchorRequested event) {
    if (before.anchoring().filter(Anchoring::pending).isPresent()) {
      return Optional.of(
          new Contradiction("an anchoring", "the end of the one before it", event.toString()));
    }
    boolean signed =
        before
            .newest()
            .map(SignedTreeHead::head)
            .filter(head -> head.size() == event.size() && head.root().equals(event.root()))
            .isPresent();
    return signed
        ? Optional.empty()
        : Optional.of(
            new Contradiction(
                "an anchoring",
                before.newest().map(head -> head.head().toString()).orElse("a signed head before"),
                event.toString()));
  }

  private static Contradiction none(AuditState before, AuditEvent event) {
    return new Contradiction(
        "the end of an anchoring",
        before
            .anchoring()
            .filter(Anchoring::pending)
            .map(last -> "that of intent " + last.request().intent().id())
            .orElse("none"),
        event.toString());
  }
}
