package lilypad.chain.follow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lilypad.chain.follow.FollowStep.BlockExtended;
import lilypad.chain.follow.FollowStep.RangeScanned;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.RpcRefused;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;

/** Reads final blocks by ranges, halving a range that the node refuses; never skips a block. */
final class RangeReader {

  private final EvmChain chain;
  private final Set<Address> watched;
  private final long most;

  RangeReader(EvmChain chain, Set<Address> watched, long most) {
    this.chain = chain;
    this.watched = watched;
    this.most = most;
  }

  /**
   * Reads from {@code first} up to {@code finalized}, or as many blocks as the node answers for.
   *
   * @return empty if the blocks changed while they were read
   * @throws RpcRefused if the node refuses even one block
   */
  Optional<RangeScanned> read(BlockRef first, long finalized) {
    long size = Math.min(most, finalized - first.number() + 1);
    while (true) {
      long to = first.number() + size - 1;
      try {
        return checked(first, to, chain.logs(first.number(), to, watched));
      } catch (RpcRefused e) {
        if (size == 1) {
          throw e;
        }
        size = size / 2;
      }
    }
  }

  private Optional<RangeScanned> checked(BlockRef first, long to, List<ChainLog> logs) {
    Map<Long, List<ChainLog>> byBlock = new TreeMap<>();
    logs.forEach(
        log -> byBlock.computeIfAbsent(log.blockNumber(), n -> new ArrayList<>()).add(log));
    List<BlockExtended> withLogs = new ArrayList<>();
    for (Map.Entry<Long, List<ChainLog>> entry : byBlock.entrySet()) {
      Optional<BlockRef> block = chain.block(entry.getKey());
      if (block.isEmpty() || !allIn(block.get(), entry.getValue())) {
        return Optional.empty();
      }
      withLogs.add(new BlockExtended(block.get(), entry.getValue()));
    }
    if (!chain.block(first.number()).equals(Optional.of(first))) {
      return Optional.empty();
    }
    return chain.block(to).map(last -> new RangeScanned(first.number(), to, last, withLogs));
  }

  private static boolean allIn(BlockRef block, List<ChainLog> logs) {
    return logs.stream().allMatch(log -> log.blockHash().equals(block.hash()));
  }
}
