package lilypad.protocol.audit;

import java.util.Optional;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.journal.JournalSnapshot;

/**
 * What the mediator stated of its record last.
 *
 * @param settings what deals are decided by
 * @param newest the newest head that was signed
 * @param anchoring the newest head that was to be put on chain
 */
public record AuditState(
    Optional<DealSettings> settings, Optional<SignedTreeHead> newest, Optional<Anchoring> anchoring)
    implements JournalSnapshot {

  /** Nothing was stated. */
  public static final AuditState NOTHING =
      new AuditState(Optional.empty(), Optional.empty(), Optional.empty());

  /** The state after one more fact. Pure. */
  public AuditState apply(AuditEvent event) {
    return switch (event) {
      case AuditEvent.SettingsStated e ->
          new AuditState(Optional.of(e.settings()), newest, anchoring);
      case AuditEvent.TreeHeadSigned e ->
          new AuditState(settings, Optional.of(e.head()), anchoring);
      case AuditEvent.AnchorRequested e ->
          new AuditState(settings, newest, Optional.of(new Anchoring(e, Anchoring.Stage.PENDING)));
      case AuditEvent.HeadAnchored e ->
          new AuditState(
              settings, newest, anchoring.map(a -> a.ended(e.intent(), Anchoring.Stage.ANCHORED)));
      case AuditEvent.AnchorGivenUp e ->
          new AuditState(
              settings, newest, anchoring.map(a -> a.ended(e.intent(), Anchoring.Stage.GIVEN_UP)));
    };
  }
}
