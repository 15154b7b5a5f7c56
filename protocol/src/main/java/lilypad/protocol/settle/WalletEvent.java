package lilypad.protocol.settle;

import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.journal.JournalEvent;

/** A fact about the transactions of one signer. */
public sealed interface WalletEvent extends JournalEvent {

  /** The intent, or the gap, that it is about. */
  default Hash32 about() {
    return switch (this) {
      case IntentAccepted e -> e.intent().id();
      case GapFound e -> e.intent();
      case TransactionSigned e -> e.intent();
      case TransactionMined e -> e.intent();
      case TransactionReverted e -> e.intent();
      case TransactionUnmined e -> e.intent();
      case IntentSettled e -> e.intent();
      case SettlementUndone e -> e.intent();
      case IntentRefused e -> e.intent();
      case NonceDisplaced e -> e.intent();
    };
  }

  /** A deal's intent was taken into the outbox, or taken up again after it had been given up. */
  record IntentAccepted(SettlementIntent intent) implements WalletEvent {}

  /**
   * Nobody uses a nonce below signed ones, which waits for it: it is to be filled.
   *
   * @param intent its name in this outbox, {@link Outgoing#gapName}
   */
  record GapFound(Hash32 intent, long nonce) implements WalletEvent {}

  /**
   * A transaction for the intent was signed with a nonce; it may be sent from now on.
   *
   * @param raw the signed bytes (EIP-2718), which can be sent again at any time
   * @param fill whether it does nothing but use the nonce: it moves no coins and calls nobody
   */
  record TransactionSigned(
      Hash32 intent,
      long nonce,
      Hash32 transaction,
      Bytes raw,
      long gasLimit,
      Wei maxFee,
      Wei maxPriorityFee,
      boolean fill)
      implements WalletEvent {}

  /** The transaction is in a block. */
  record TransactionMined(
      Hash32 intent, Hash32 transaction, Hash32 block, long blockNumber, boolean success)
      implements WalletEvent {}

  /**
   * The transaction reverted, in a final block: the intent is simulated and signed again with a new
   * nonce.
   */
  record TransactionReverted(Hash32 intent, Hash32 transaction, Hash32 block, long blockNumber)
      implements WalletEvent {}

  /** A reorganisation took the transaction out of its block. */
  record TransactionUnmined(Hash32 intent, Hash32 transaction) implements WalletEvent {}

  /**
   * The transaction's block reached the level that was asked for: the end of the intent unless a
   * reorganisation undoes it. Said again when the block is final.
   */
  record IntentSettled(
      Hash32 intent,
      Hash32 transaction,
      Hash32 block,
      long blockNumber,
      boolean success,
      FinalityLevel level)
      implements WalletEvent {}

  /** A settled intent's transaction is no longer in its block: the intent is driven again. */
  record SettlementUndone(Hash32 intent, Hash32 transaction) implements WalletEvent {}

  /**
   * The deal gave the intent up. If nothing was signed for it that is its end, unless it is wanted
   * again; else a fill is to take its nonce, and its end is when either is final.
   */
  record IntentRefused(Hash32 intent, String reason) implements WalletEvent {}

  /**
   * Another transaction of the signer, a stranger's or a fill, has the nonce, in a final block: the
   * intent is driven again with a new one, if it is wanted.
   */
  record NonceDisplaced(Hash32 intent, long nonce) implements WalletEvent {}
}
