package lilypad.mediator.query;

import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.journal.JournalEvent;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.settle.WalletEvent;

/**
 * The read models of one journal.
 *
 * @param deals all deals
 * @param progress how far the mediator is with everything else
 */
public record Boards(DealBoard deals, ProgressBoard progress) {

  /**
   * Takes a fact to the board that it concerns.
   *
   * @param persistenceId whose fact: an entity's type, a bar, its id
   * @param sequenceNr its number among that one's facts, from 1
   * @param at when it was recorded, milliseconds since 1970-01-01
   */
  public void happened(String persistenceId, long sequenceNr, JournalEvent event, long at) {
    String entity = persistenceId.substring(persistenceId.indexOf('|') + 1);
    switch (event) {
      case DealEvent e -> deals.happened(new DealKey(Hash32.fromHex(entity)), sequenceNr, e);
      case IntakeEvent e -> progress.seen(e, at);
      case WalletEvent e -> progress.sent(Address.fromHex(entity), e, at);
      case VerifierEvent e -> progress.served(Address.fromHex(entity), e);
      default ->
          throw new IllegalArgumentException(
              "expected a fact of a deal, the intake, a wallet or a verifier, got "
                  + event.getClass().getName());
    }
  }
}
