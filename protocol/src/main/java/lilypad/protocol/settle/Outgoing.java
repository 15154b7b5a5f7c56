package lilypad.protocol.settle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Hash32;

/**
 * An intent in the outbox and how far it got.
 *
 * @param attempts the transactions signed for it with its current nonce, oldest first; any of them
 *     may be mined
 * @param reverts the transactions that reverted for good, oldest first
 * @param mined the one that is in a block
 * @param settled its end: a transaction at the level that was asked for
 * @param refused its end: nothing will be sent
 */
public record Outgoing(
    SettlementIntent intent,
    List<WalletEvent.TransactionSigned> attempts,
    List<WalletEvent.TransactionReverted> reverts,
    Optional<WalletEvent.TransactionMined> mined,
    Optional<WalletEvent.IntentSettled> settled,
    Optional<WalletEvent.IntentRefused> refused) {

  public Outgoing {
    attempts = List.copyOf(attempts);
    reverts = List.copyOf(reverts);
  }

  static Outgoing accepted(SettlementIntent intent) {
    return new Outgoing(
        intent, List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether something is still to be done for it. */
  public boolean open() {
    return settled.isEmpty() && refused.isEmpty();
  }

  /** The last transaction that reverted for good. */
  public Optional<WalletEvent.TransactionReverted> lastRevert() {
    return reverts.isEmpty() ? Optional.empty() : Optional.of(reverts.getLast());
  }

  /** The hashes of all that was signed with the current nonce. */
  public List<Hash32> hashes() {
    return attempts.stream().map(WalletEvent.TransactionSigned::transaction).toList();
  }

  /** What the deal is to know of it now; empty before anything was signed. */
  public Optional<SettlementReport> report() {
    Hash32 id = intent.id();
    if (refused.isPresent()) {
      return Optional.of(
          new SettlementReport.Refused(id, refused.get().reason(), Refusal.ABANDONED));
    }
    if (settled.isPresent()) {
      WalletEvent.IntentSettled s = settled.get();
      return Optional.of(
          new SettlementReport.Final(id, s.transaction(), s.block(), s.blockNumber(), s.success()));
    }
    if (mined.isPresent()) {
      WalletEvent.TransactionMined m = mined.get();
      return Optional.of(
          new SettlementReport.Mined(id, m.transaction(), m.block(), m.blockNumber(), m.success()));
    }
    if (!attempts.isEmpty()) {
      return Optional.of(new SettlementReport.Broadcast(id, attempts.getLast().transaction()));
    }
    return lastRevert()
        .map(
            last ->
                new SettlementReport.Refused(
                    id, "reverted in block " + last.blockNumber(), Refusal.REVERTED));
  }

  Outgoing signed(WalletEvent.TransactionSigned attempt) {
    List<WalletEvent.TransactionSigned> all = new ArrayList<>();
    attempts.stream().filter(a -> a.nonce() == attempt.nonce()).forEach(all::add);
    all.add(attempt);
    return new Outgoing(intent, all, reverts, mined, settled, refused);
  }

  Outgoing mined(Optional<WalletEvent.TransactionMined> now) {
    return new Outgoing(intent, attempts, reverts, now, settled, refused);
  }

  Outgoing settled(WalletEvent.IntentSettled end) {
    return new Outgoing(intent, attempts, reverts, mined, Optional.of(end), refused);
  }

  Outgoing refused(WalletEvent.IntentRefused end) {
    return new Outgoing(intent, attempts, reverts, mined, settled, Optional.of(end));
  }

  Outgoing displaced() {
    return new Outgoing(intent, List.of(), reverts, Optional.empty(), settled, refused);
  }

  Outgoing reverted(WalletEvent.TransactionReverted revert) {
    List<WalletEvent.TransactionReverted> all = new ArrayList<>(reverts);
    all.add(revert);
    return new Outgoing(intent, List.of(), all, Optional.empty(), settled, refused);
  }
}
