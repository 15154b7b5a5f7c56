package lilypad.protocol.settle;

import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.journal.JournalEvent;

/** A fact about the transactions of one signer. */
public sealed interface WalletEvent extends JournalEvent {

  /** A deal's intent was taken into the outbox, or taken up again after it had been given up. */
  record IntentAccepted(SettlementIntent intent) implements WalletEvent {}

  /**
   * A transaction for the intent was signed with a nonce; it may be sent from now on.
   *
   * @param raw the signed bytes (EIP-2718), which can be sent again at any time
   */
  record TransactionSigned(
      Hash32 intent,
      long nonce,
      Hash32 transaction,
      Bytes raw,
      long gasLimit,
      Wei maxFee,
      Wei maxPriorityFee)
      implements WalletEvent {}

  /** The transaction is in a block. */
  record TransactionMined(
      Hash32 intent, Hash32 transaction, Hash32 block, long blockNumber, boolean success)
      implements WalletEvent {}

  /**
   * The transaction reverted, for good: the intent is simulated and signed again with a new nonce.
   */
  record TransactionReverted(Hash32 intent, Hash32 transaction, Hash32 block, long blockNumber)
      implements WalletEvent {}

  /** A reorganisation took the transaction out of its block. */
  record TransactionUnmined(Hash32 intent, Hash32 transaction) implements WalletEvent {}

  /** The transaction's block reached the level that was asked for: the end of the intent. */
  record IntentSettled(
      Hash32 intent,
      Hash32 transaction,
      Hash32 block,
      long blockNumber,
      boolean success,
      FinalityLevel level)
      implements WalletEvent {}

  /** The deal gave the intent up before anything was signed: its end, unless it is wanted again. */
  record IntentRefused(Hash32 intent, String reason) implements WalletEvent {}

  /**
   * Another transaction of the signer took the nonce: the intent is driven again with a new one.
   */
  record NonceDisplaced(Hash32 intent, long nonce) implements WalletEvent {}
}
