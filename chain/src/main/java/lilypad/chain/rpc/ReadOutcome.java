package lilypad.chain.rpc;

import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;

/** What a contract answers at one given block (EIP-1898). */
public sealed interface ReadOutcome
    permits ReadOutcome.Answered, ReadOutcome.UnknownBlock, Reverted {

  /** The ABI-encoded answer; empty if there is no contract at the address. */
  record Answered(Bytes output) implements ReadOutcome {}

  /** The block is not canonical on this node: replaced meanwhile, or the node lags. */
  record UnknownBlock(Hash32 block) implements ReadOutcome {}
}
