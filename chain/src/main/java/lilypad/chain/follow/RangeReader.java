package lilypad.chain.follow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import lilypad.chain.follow.FollowStep.BlockExtended;
import lilypad.chain.follow.FollowStep.RangeScanned;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.RangeAdvice;
import lilypad.chain.rpc.RpcFault;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;

/**
 * Reads final blocks by ranges, of a size that the node answers for; never skips a block. Some
 * nodes cut an answer off at a round number of logs without a word: such a number is not believed.
 */
final class RangeReader {

  private final EvmChain chain;
  private final Set<Address> watched;
  private final RangeSize size;
  private final int batch;

  /**
   * @param most blocks of one range
   * @param batch most blocks asked for in one request
   */
  RangeReader(EvmChain chain, Set<Address> watched, long most, int batch) {
    this.chain = chain;
    this.watched = watched;
    this.size = new RangeSize(most);
    this.batch = batch;
  }

  /**
   * Reads from {@code first} up to {@code finalized}, or as many blocks as the node answers for.
   *
   * @param floor how one block is read of which the node does not tell all in a range
   * @return empty if the blocks changed while they were read
   * @throws RpcFault if the node refuses even one block, or for a reason that is not the range
   */
  Optional<RangeScanned> read(BlockRef first, long finalized, LogReading floor) {
    long asked = Math.min(size.size(), finalized - first.number() + 1);
    boolean again = false;
    while (true) {
      long to = first.number() + asked - 1;
      try {
        List<ChainLog> logs = chain.logs(first.number(), to, watched);
        if (!BelievedBlock.looksCutOff(logs.size())) {
          size.worked(asked);
          return checked(first, to, logs);
        }
        if (asked == 1) {
          return alone(first, floor);
        }
        asked = size.smaller(asked, new RangeAdvice.TooMuch(), again).orElse(1);
      } catch (RpcFault e) {
        if (asked == 1 && BelievedBlock.isTooMuch(e)) {
          return alone(first, floor);
        }
        asked = size.smaller(asked, RangeAdvice.of(e), again).orElseThrow(() -> e);
      }
      again = true;
    }
  }

  private Optional<RangeScanned> alone(BlockRef block, LogReading floor) {
    return switch (floor.logs(block)) {
      case BlockLogs.UnknownBlock unknown -> Optional.empty();
      case BlockLogs.Found found -> checked(block, block.number(), found.logs());
    };
  }

  private Optional<RangeScanned> checked(BlockRef first, long to, List<ChainLog> logs) {
    Map<Long, List<ChainLog>> byBlock = new TreeMap<>();
    logs.forEach(
        log -> byBlock.computeIfAbsent(log.blockNumber(), n -> new ArrayList<>()).add(log));
    List<BlockExtended> withLogs = new ArrayList<>();
    List<Long> numbers = List.copyOf(byBlock.keySet());
    for (int at = 0; at < numbers.size(); at += batch) {
      List<Long> some = numbers.subList(at, Math.min(numbers.size(), at + batch));
      for (Optional<BlockRef> block : chain.blocks(some)) {
        List<ChainLog> its = block.map(b -> byBlock.get(b.number())).orElse(List.of());
        if (block.isEmpty() || !allIn(block.get(), its)) {
          return Optional.empty();
        }
        withLogs.add(new BlockExtended(block.get(), its));
      }
    }
    if (!chain.block(first.number()).equals(Optional.of(first))) {
      return Optional.empty();
    }
    return newest(first.number(), to)
        .filter(last -> withLogs.isEmpty() || withLogs.getLast().block().number() <= last.number())
        .map(last -> new RangeScanned(first.number(), last.number(), last, withLogs));
  }

  /** The newest block up to a height, which may have none. */
  private Optional<BlockRef> newest(long from, long to) {
    return LongStream.iterate(to, height -> height >= from, height -> height - 1)
        .mapToObj(chain::block)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static boolean allIn(BlockRef block, List<ChainLog> logs) {
    return logs.stream().allMatch(log -> log.blockHash().equals(block.hash()));
  }
}
