package lilypad.mediator.query;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.BoardsSnapshot;
import lilypad.protocol.journal.BoardsSnapshot.Lent;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.recheck.RecheckEvent;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.settle.WalletEvent;

/**
 * The read models of one journal.
 *
 * @param deals all deals
 * @param progress how far the mediator is with everything else
 * @param pay what accounts do not show yet
 * @param leases what verifiers were lent and have not ended
 */
public record Boards(DealBoard deals, ProgressBoard progress, PayBoard pay, LeaseBoard leases) {

  /** With all accounts up to date and nothing lent. */
  public Boards(DealBoard deals, ProgressBoard progress) {
    this(deals, progress, new PayBoard(), new LeaseBoard());
  }

  /**
   * Takes a fact to the board that it concerns.
   *
   * @param persistenceId whose fact: an entity's type, a bar, its id
   * @param number its place among that one's facts, from 1
   * @param at when it was recorded, milliseconds since 1970-01-01
   */
  public void happened(String persistenceId, long number, JournalEvent event, long at) {
    String entity = persistenceId.substring(persistenceId.indexOf('|') + 1);
    switch (event) {
      case DealEvent e -> {
        DealKey key = new DealKey(Hash32.fromHex(entity));
        deals.happened(key, number, e);
        leases.happened(key);
        if (e instanceof DealEvent.PayEarned earned) {
          pay.earned(key, earned);
        }
      }
      case IntakeEvent e -> progress.seen(e, at);
      case WalletEvent e -> progress.sent(Address.fromHex(entity), e, at);
      case VerifierEvent e -> {
        progress.served(Address.fromHex(entity), e);
        leases.served(Address.fromHex(entity), e);
        if (e instanceof VerifierEvent.PayCredited credited) {
          pay.credited(credited);
        }
      }
      case RecheckEvent e -> progress.rechecked(e);
      case AuditEvent e -> progress.stated(e, at);
      default ->
          throw new IllegalArgumentException(
              "expected a fact of a deal, the intake, a wallet, a verifier, the recheck or the"
                  + " record, got "
                  + event.getClass().getName());
    }
  }

  /**
   * The leases that records show open and that may be over, by what is known of their deals: each
   * deal is asked until the record says so, for a crash may have come before its word to it.
   */
  public List<Lent> leftOpen() {
    return leases.leftOpen(lent -> deals.mayHaveEnded(lent.deal(), lent.key()));
  }

  /** What they amount to after the fact with this place in the global order. */
  BoardsSnapshot snapshot(long index) {
    return new BoardsSnapshot(
        index,
        deals.known(),
        Set.copyOf(deals.open()),
        deals.closed(),
        progress.intake().kept(),
        progress.outboxes(),
        progress.moved(),
        progress.verifiers(),
        progress.recheck(),
        progress.heads(),
        pay.owed(),
        Optional.of(leases.open()));
  }

  /**
   * Puts empty boards where they were. The deals that were open are read from the journal, as they
   * are now; the others when there is time, or when something happens to them.
   *
   * @param snapshot one that tells of leases
   */
  void resume(BoardsSnapshot snapshot) {
    progress.resume(snapshot);
    pay.resume(snapshot.credits());
    leases.resume(snapshot.lent().orElseThrow());
    deals.resume(snapshot.known(), snapshot.open(), snapshot.closed());
  }
}
