package lilypad.chain.rpc;

import java.util.List;
import lilypad.protocol.Hash32;
import lilypad.protocol.block.ConsensusReceipt;

/** The answer to "what did this block's transactions do?". */
public sealed interface ReceiptsAnswer {

  /**
   * A receipt and whose it is.
   *
   * @param transaction the transaction; no root commits to the pair
   */
  record Mined(Hash32 transaction, ConsensusReceipt receipt) {}

  /** The receipts in the order of the block's transactions. */
  record Found(List<Mined> receipts) implements ReceiptsAnswer {
    public Found {
      receipts = List.copyOf(receipts);
    }

    /** The receipts without whose they are. */
    public List<ConsensusReceipt> consensus() {
      return receipts.stream().map(Mined::receipt).toList();
    }
  }

  /**
   * Receipts without all that their root is made over.
   *
   * @param why what is missing or malformed
   */
  record Incomplete(String why) implements ReceiptsAnswer {}

  /** The node does not have the block. */
  record Absent() implements ReceiptsAnswer {}

  /** The node does not serve receipts at all. */
  record NotServed(RpcRefused refusal) implements ReceiptsAnswer {}
}
