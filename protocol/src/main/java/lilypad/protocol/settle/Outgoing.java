package lilypad.protocol.settle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;

/**
 * An intent in the outbox and how far it got, or a gap that is to be filled.
 *
 * @param gap the nonce that nobody used; empty for a deal's intent
 * @param attempts the transactions signed for it with its current nonce, oldest first, each paying
 *     more than the one before; at most one of them is ever mined
 * @param reverts the transactions that reverted in a final block, oldest first
 * @param mined the one that is in a block
 * @param settled a transaction at the level that was asked for
 * @param refused that the deal gave it up
 */
public record Outgoing(
    SettlementIntent intent,
    OptionalLong gap,
    List<WalletEvent.TransactionSigned> attempts,
    List<WalletEvent.TransactionReverted> reverts,
    Optional<WalletEvent.TransactionMined> mined,
    Optional<WalletEvent.IntentSettled> settled,
    Optional<WalletEvent.IntentRefused> refused) {

  private static final byte[] GAP = "gap".getBytes(StandardCharsets.US_ASCII);

  public Outgoing {
    attempts = List.copyOf(attempts);
    reverts = List.copyOf(reverts);
  }

  static Outgoing accepted(SettlementIntent intent) {
    return of(intent, OptionalLong.empty());
  }

  /** A gap belongs to no deal. */
  static Outgoing gap(WalletEvent.GapFound found) {
    return of(
        new SettlementIntent(found.intent(), new DealKey(Hash32.ZERO), Address.ZERO, Bytes.EMPTY),
        OptionalLong.of(found.nonce()));
  }

  private static Outgoing of(SettlementIntent intent, OptionalLong gap) {
    return new Outgoing(
        intent, gap, List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** What a gap is called. */
  public static Hash32 gapName(long nonce) {
    return Keccak.hash(GAP, ByteBuffer.allocate(Long.BYTES).putLong(nonce).array());
  }

  /** Whether something is still to be done for it. */
  public boolean open() {
    return settled.isEmpty() && (refused.isEmpty() || !attempts.isEmpty());
  }

  /** Whether a reorganisation can still undo what was done for it. */
  public boolean watched() {
    return open() || settled.map(end -> end.level() != FinalityLevel.FINALIZED).orElse(false);
  }

  /** Whether somebody wants more of it than that its nonce is used. */
  public boolean wanted() {
    return gap.isEmpty() && refused.isEmpty();
  }

  /** The nonce of all its attempts; empty if nothing is signed with one that may still be used. */
  public OptionalLong nonce() {
    return attempts.isEmpty() ? gap : OptionalLong.of(attempts.getLast().nonce());
  }

  /** Whether nothing of it is in a block, as far as is known. */
  public boolean unmined() {
    return settled.isEmpty() && mined.isEmpty();
  }

  /** The last transaction that reverted for good. */
  public Optional<WalletEvent.TransactionReverted> lastRevert() {
    return reverts.isEmpty() ? Optional.empty() : Optional.of(reverts.getLast());
  }

  /** The hashes of all that was signed with the current nonce. */
  public List<Hash32> hashes() {
    return attempts.stream().map(WalletEvent.TransactionSigned::transaction).toList();
  }

  /** Whether one of its transactions does nothing but use the nonce. */
  public boolean isFill(Hash32 transaction) {
    return attempts.stream().anyMatch(a -> a.fill() && a.transaction().equals(transaction));
  }

  /** What the deal is to know of it now; empty before anything was signed, and for a gap. */
  public Optional<SettlementReport> report() {
    Hash32 id = intent.id();
    if (settled.isPresent()) {
      WalletEvent.IntentSettled s = settled.get();
      return told(
          new SettlementReport.Final(id, s.transaction(), s.block(), s.blockNumber(), s.success()));
    }
    if (refused.isPresent() && attempts.isEmpty()) {
      return told(new SettlementReport.Refused(id, refused.get().reason(), Refusal.ABANDONED));
    }
    if (mined.isPresent() && !isFill(mined.get().transaction())) {
      WalletEvent.TransactionMined m = mined.get();
      return told(
          new SettlementReport.Mined(id, m.transaction(), m.block(), m.blockNumber(), m.success()));
    }
    Optional<SettlementReport> sent =
        attempts.reversed().stream()
            .filter(a -> !a.fill())
            .findFirst()
            .flatMap(a -> told(new SettlementReport.Broadcast(id, a.transaction())));
    return sent.or(
        () ->
            lastRevert()
                .flatMap(
                    last ->
                        told(
                            new SettlementReport.Refused(
                                id, "reverted in block " + last.blockNumber(), Refusal.REVERTED))));
  }

  private Optional<SettlementReport> told(SettlementReport report) {
    return gap.isPresent() ? Optional.empty() : Optional.of(report);
  }

  /** Wanted again: what was signed with a nonce stays, it may be mined. */
  Outgoing wantedAgain(SettlementIntent same) {
    return new Outgoing(same, gap, attempts, reverts, mined, settled, Optional.empty());
  }

  Outgoing signed(WalletEvent.TransactionSigned attempt) {
    List<WalletEvent.TransactionSigned> all = new ArrayList<>();
    attempts.stream().filter(a -> a.nonce() == attempt.nonce()).forEach(all::add);
    all.add(attempt);
    return new Outgoing(intent, gap, all, reverts, mined, settled, refused);
  }

  Outgoing mined(Optional<WalletEvent.TransactionMined> now) {
    return new Outgoing(intent, gap, attempts, reverts, now, settled, refused);
  }

  /** What is final needs its bytes no more. */
  Outgoing settled(WalletEvent.IntentSettled end) {
    List<WalletEvent.TransactionSigned> left =
        end.level() == FinalityLevel.FINALIZED ? List.of() : attempts;
    return new Outgoing(intent, gap, left, reverts, mined, Optional.of(end), refused);
  }

  Outgoing undone() {
    return new Outgoing(
        intent, gap, attempts, reverts, Optional.empty(), Optional.empty(), refused);
  }

  Outgoing refused(WalletEvent.IntentRefused end) {
    return new Outgoing(intent, gap, attempts, reverts, mined, settled, Optional.of(end));
  }

  /** Without a nonce again; a gap that somebody else filled is none. */
  Outgoing displaced() {
    Optional<WalletEvent.IntentRefused> end =
        gap.isEmpty()
            ? refused
            : Optional.of(new WalletEvent.IntentRefused(intent.id(), "the nonce is used"));
    return new Outgoing(intent, gap, List.of(), reverts, Optional.empty(), Optional.empty(), end);
  }

  Outgoing reverted(WalletEvent.TransactionReverted revert) {
    List<WalletEvent.TransactionReverted> all = new ArrayList<>(reverts);
    all.add(revert);
    return new Outgoing(intent, gap, List.of(), all, Optional.empty(), Optional.empty(), refused);
  }
}
