package lilypad.protocol;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A log as the chain tells it, undecoded.
 *
 * @param address the contract that emitted it
 * @param topics zero to four topics
 * @param data the ABI-encoded rest
 * @param blockHash the block it is in
 * @param blockNumber that block's height
 * @param transactionHash the transaction that caused it
 * @param logIndex its position in the block, from 0; where a chain counts by transaction, that
 *     among the block's logs that were asked for
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

  /** The same log at another position. */
  public ChainLog at(int position) {
    return new ChainLog(address, topics, data, blockHash, blockNumber, transactionHash, position);
  }

  /**
   * Whether these are the same logs in the same order, wherever each list says that they stand: not
   * all nodes of a chain count alike.
   */
  public static boolean areSame(List<ChainLog> some, List<ChainLog> others) {
    return some.size() == others.size()
        && IntStream.range(0, some.size())
            .allMatch(i -> some.get(i).at(i).equals(others.get(i).at(i)));
  }
}
