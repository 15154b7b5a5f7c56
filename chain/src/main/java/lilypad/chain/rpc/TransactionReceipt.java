package lilypad.chain.rpc;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;

/**
 * What became of a mined transaction.
 *
 * @param transactionHash the transaction
 * @param succeeded its status is 1 (EIP-658)
 * @param blockHash the block it is in
 * @param blockNumber that block's height
 * @param gasUsed gas it used
 * @param effectiveGasPrice what it paid for each gas
 * @param contract the contract it created
 * @param logs its logs in ascending position
 */
public record TransactionReceipt(
    Hash32 transactionHash,
    boolean succeeded,
    Hash32 blockHash,
    long blockNumber,
    long gasUsed,
    Wei effectiveGasPrice,
    Optional<Address> contract,
    List<ChainLog> logs) {

  public TransactionReceipt {
    logs = List.copyOf(logs);
  }
}
