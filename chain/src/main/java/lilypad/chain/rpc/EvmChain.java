package lilypad.chain.rpc;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;

/**
 * An EVM chain as one node tells it. Every method asks the node, blocks until it answers, and
 * throws an {@link RpcFault} if it does not answer usably; every answer is checked against its
 * question.
 */
public interface EvmChain extends AutoCloseable {

  /** The chain's id (EIP-155). */
  long chainId();

  /** The node's own name and version. */
  String clientVersion();

  /** The head and what is safe and final below it, asked in one request. */
  Heads heads();

  /** The canonical block of that height; empty above the head, and where the chain has none. */
  Optional<BlockRef> block(long number);

  /** As {@link #block(long)}, for each of several heights, in their order. */
  default List<Optional<BlockRef>> blocks(List<Long> numbers) {
    return numbers.stream().map(this::block).toList();
  }

  /**
   * The block of that hash; empty if the node does not have it. It may be one that was replaced.
   */
  Optional<BlockRef> block(Hash32 hash);

  /** The logs of one block, by its hash (EIP-234). */
  BlockLogs logs(BlockRef block, Set<Address> contracts);

  /**
   * The logs of a range of canonical blocks, both ends included, in ascending order. Only safe to
   * rely on where blocks are final.
   *
   * @throws RpcRefused if the node finds the range or its answer too large, among other reasons
   */
  List<ChainLog> logs(long from, long to, Set<Address> contracts);

  /**
   * The parts that blocks' hashes are made over; empty if this chain cannot tell them. Several
   * endpoints may take turns: ask anew for each pass.
   */
  default Optional<BlockEvidence> evidence() {
    return Optional.empty();
  }

  /** Reads from a contract at exactly one block (EIP-1898 with {@code requireCanonical}). */
  ReadOutcome call(Address to, Bytes data, Hash32 atBlock);

  /** As {@link #call}, several reads from one contract, in their order. */
  default List<ReadOutcome> calls(Address to, List<Bytes> datas, Hash32 atBlock) {
    return datas.stream().map(data -> call(to, data, atBlock)).toList();
  }

  /** Tells what a transaction would do on top of the head. */
  CallOutcome simulate(Address from, Address to, Bytes data, Wei value);

  /** The account's coins at the head. */
  Wei balance(Address account);

  /** Whether there is a contract at that address at the head. */
  boolean hasCode(Address address);

  /** The receipt of a transaction that is mined in a canonical block. */
  Optional<TransactionReceipt> receipt(Hash32 transaction);

  /** The next nonce after all mined transactions. */
  long nonce(Address account);

  /** The next nonce after all transactions mined up to that height. */
  long nonce(Address account, long blockNumber);

  /** The next nonce after all mined transactions and those in the node's pool. */
  long pendingNonce(Address account);

  /** What gas costs now. */
  Fees fees();

  /**
   * The gas that a transaction would need on top of the head.
   *
   * @param to the contract to call; empty to create one
   */
  GasEstimate estimateGas(Address from, Optional<Address> to, Bytes data, Wei value);

  /** Hands a signed transaction to the node. */
  Submission send(Bytes rawTransaction);

  /**
   * A reader for answers that belong together: from one {@link #heads} to the next all its blocks
   * and logs come from one node. For one thread at a time; closed with this chain.
   */
  default EvmChain session() {
    return this;
  }

  /**
   * Tells that the node that this session reads from was proved wrong. Where there are others, it
   * is not asked any more.
   */
  default void disprove(Evidence evidence) {}

  /**
   * Asks the other nodes about a block that counted as final and that the node of this session has
   * another one for. If more of them have ours than have the other, that node was proved wrong.
   *
   * @return whether it was; false where there is nobody else to ask
   */
  default boolean outvoted(BlockRef ours, BlockRef theirs) {
    return false;
  }

  /**
   * Asks the other nodes for the logs of a final block of which the node of this session tells
   * others than are recorded. If more of them tell ours than theirs, that node was proved wrong.
   *
   * @param watched whose logs
   * @return whether it was; false where there is nobody else to ask
   */
  default boolean outvoted(
      BlockRef block, Set<Address> watched, List<ChainLog> ours, List<ChainLog> theirs) {
    return false;
  }

  /** Frees the connection. */
  @Override
  void close();
}
