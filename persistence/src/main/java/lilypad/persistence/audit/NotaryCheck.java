package lilypad.persistence.audit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import lilypad.protocol.audit.Anchoring;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.AuditState;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.deal.DealReplay.Contradiction;

/**
 * Whether the heads that the notary signed are those of the file, and it had only these anchored,
 * one after the other.
 */
final class NotaryCheck {

  private final SentCheck sent;
  private AuditState state = AuditState.NOTHING;

  /** Heads of the file of which the record has not told yet. */
  private final Deque<SignedTreeHead> ahead = new ArrayDeque<>();

  NotaryCheck(SentCheck sent) {
    this.sent = sent;
  }

  /** The file has this head, and the tree its root. */
  void head(SignedTreeHead head) {
    ahead.add(head);
  }

  /** Takes the next fact about the record: what is wrong with it. */
  Optional<Contradiction> take(AuditEvent event) {
    AuditState before = state;
    state = before.apply(event);
    return switch (event) {
      case AuditEvent.SettingsStated e -> Optional.empty();
      case AuditEvent.TreeHeadSigned e -> signed(e.head());
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

  private Optional<Contradiction> signed(SignedTreeHead head) {
    while (!ahead.isEmpty() && ahead.element().head().size() < head.head().size()) {
      ahead.remove();
    }
    Optional<SignedTreeHead> known = Optional.ofNullable(ahead.peek());
    return known.filter(head::equals).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Contradiction(
                "a signed head",
                known.map(other -> other.head().toString()).orElse("one that the file has"),
                head.head().toString()));
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
