package lilypad.protocol;

import java.util.List;

/**
 * A log as the chain tells it, undecoded.
 *
 * @param address the contract that emitted it
 * @param topics zero to four topics
 * @param data the ABI-encoded rest
 * @param blockHash the block it is in
 * @param blockNumber that block's height
 * @param transactionHash the transaction that caused it
 * @param logIndex its position in the block, from 0
 */
public record ChainLog(
    Address address,
    List<Hash32> topics,
    Bytes data,
    Hash32 blockHash,
    long blockNumber,
    Hash32 transactionHash,
    int logIndex) {

  public ChainLog {
    topics = List.copyOf(topics);
  }
}
