package lilypad.chain.rpc;

import java.util.List;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;

/** The answer to "which logs are in this block?" (EIP-234). */
public sealed interface BlockLogs {

  /** The logs, checked to be of that block and of the watched contracts, in ascending position. */
  record Found(List<ChainLog> logs) implements BlockLogs {
    public Found {
      logs = List.copyOf(logs);
    }
  }

  /** The node does not have the block: replaced meanwhile, or the node lags. */
  record UnknownBlock(Hash32 block) implements BlockLogs {}
}
