package lilypad.protocol.audit;

import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.settle.SettlementIntent;

/** A fact about the record itself. */
public sealed interface AuditEvent extends JournalEvent {

  /**
   * What deals are decided by from here on: without it nobody could decide them again. Stated when
   * a mediator starts with other settings than before.
   */
  record SettingsStated(DealSettings settings) implements AuditEvent {}

  /** The mediator signed how far its audit log had got; this fact is behind that. */
  record TreeHeadSigned(SignedTreeHead head) implements AuditEvent {}

  /**
   * The newest signed head is to be put on chain, where everybody is told the same.
   *
   * @param contract the {@code HeadAnchor} that is to keep it
   * @param requestedAt seconds since 1970-01-01 by the mediator's clock
   */
  record AnchorRequested(Address contract, long size, Hash32 root, long requestedAt)
      implements AuditEvent {

    /** What the wallet is to send for it: the same whoever derives it. */
    public SettlementIntent intent() {
      return SettlementIntent.anchor(contract, size, root);
    }
  }

  /** The head that was to be anchored is on chain, at the level that the wallet waits for. */
  record HeadAnchored(Hash32 intent, Hash32 transaction, Hash32 block, long blockNumber)
      implements AuditEvent {}

  /**
   * The head that was to be anchored will not be; a later one may.
   *
   * @param reason in the contract's words: hostile text
   */
  record AnchorGivenUp(Hash32 intent, String reason) implements AuditEvent {}
}
