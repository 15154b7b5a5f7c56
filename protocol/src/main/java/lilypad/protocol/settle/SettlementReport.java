package lilypad.protocol.settle;

import lilypad.protocol.Hash32;

/** What the wallet tells a deal about its intent. */
public sealed interface SettlementReport {

  /** The intent it is about. */
  Hash32 intent();

  /** A signed transaction was handed to the chain. */
  record Broadcast(Hash32 intent, Hash32 transaction) implements SettlementReport {}

  /** It is in a block, with that status; not yet final. */
  record Mined(Hash32 intent, Hash32 transaction, Hash32 block, long blockNumber, boolean success)
      implements SettlementReport {}

  /** Its block is no longer canonical. */
  record Unmined(Hash32 intent, Hash32 transaction) implements SettlementReport {}

  /** It is in a block at the finality level that was asked for. */
  record Final(Hash32 intent, Hash32 transaction, Hash32 block, long blockNumber, boolean success)
      implements SettlementReport {}

  /**
   * A contract would refuse it now, or the deal gave it up: nothing was sent.
   *
   * @param reason in the contract's words: hostile text
   */
  record Refused(Hash32 intent, String reason, Refusal refusal) implements SettlementReport {}
}
