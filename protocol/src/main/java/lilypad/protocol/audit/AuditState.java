package lilypad.protocol.audit;

import java.util.Optional;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.journal.JournalSnapshot;

/**
 * What the mediator stated of its record last.
 *
 * @param settings what deals are decided by
 * @param newest the newest head that was signed
 */
public record AuditState(Optional<DealSettings> settings, Optional<SignedTreeHead> newest)
    implements JournalSnapshot {

  /** Nothing was stated. */
  public static final AuditState NOTHING = new AuditState(Optional.empty(), Optional.empty());

  /** The state after one more fact. Pure. */
  public AuditState apply(AuditEvent event) {
    return switch (event) {
      case AuditEvent.SettingsStated stated ->
          new AuditState(Optional.of(stated.settings()), newest);
      case AuditEvent.TreeHeadSigned signed -> new AuditState(settings, Optional.of(signed.head()));
    };
  }
}
