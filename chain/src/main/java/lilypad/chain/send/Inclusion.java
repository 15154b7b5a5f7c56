package lilypad.chain.send;

import lilypad.chain.rpc.TransactionReceipt;
import lilypad.protocol.Hash32;

/**
 * Where a transaction was mined.
 *
 * @param succeeded its status is 1 (EIP-658)
 */
public record Inclusion(Hash32 transaction, Hash32 block, long blockNumber, boolean succeeded) {

  static Inclusion of(TransactionReceipt receipt) {
    return new Inclusion(
        receipt.transactionHash(), receipt.blockHash(), receipt.blockNumber(), receipt.succeeded());
  }
}
