package lilypad.chain.follow;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import lilypad.chain.rpc.BlockEvidence;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.HeaderAnswer;
import lilypad.chain.rpc.RangeAdvice;
import lilypad.chain.rpc.ReceiptsAnswer;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcMalformed;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;

/**
 * All watched logs of one block of a node that has to be believed, however many there are. Nodes
 * refuse a query with too many, or cut the answer off at a round number without a word. Such a
 * number is believed if the watched contracts have as many one by one; else the logs are taken from
 * the block's receipts, which no limit cuts.
 */
final class BelievedBlock {

  private static final Set<Integer> CUT_OFF_AT = Set.of(10_000, 20_000);

  private final EvmChain chain;
  private final Set<Address> watched;

  BelievedBlock(EvmChain chain, Set<Address> watched) {
    this.chain = chain;
    this.watched = watched;
  }

  /** Whether there may be more than an answer of so many logs holds. */
  static boolean looksCutOff(int logs) {
    return CUT_OFF_AT.contains(logs);
  }

  /** Whether what was refused is the number of blocks or logs. */
  static boolean isTooMuch(RpcFault fault) {
    return switch (RangeAdvice.of(fault)) {
      case RangeAdvice.TooMuch much -> true;
      case RangeAdvice.AtMost most -> true;
      case RangeAdvice.Within within -> true;
      case RangeAdvice.TimedOut late -> false;
      case RangeAdvice.Unclear unclear -> false;
      case RangeAdvice.NotTheRange other -> false;
    };
  }

  /**
   * The watched logs of a block.
   *
   * @throws RpcMalformed if the node cuts them off and tells them in no other way
   */
  BlockLogs logs(BlockRef block) {
    BlockLogs told;
    try {
      told = chain.logs(block, watched);
    } catch (RpcFault e) {
      if (!isTooMuch(e)) {
        throw e;
      }
      return fromReceipts(block).orElseThrow(() -> e);
    }
    if (told instanceof BlockLogs.Found found && looksCutOff(found.logs().size())) {
      int size = found.logs().size();
      return oneByOne(block) == size
          ? found
          : fromReceipts(block)
              .orElseThrow(
                  () ->
                      new RpcMalformed(
                          "all logs of block " + block, size + ", where nodes cut off"));
    }
    return told;
  }

  /** How many logs the contracts have one by one; negative if that may be cut off too. */
  private int oneByOne(BlockRef block) {
    int sum = 0;
    for (Address contract : watched) {
      if (!(chain.logs(block, Set.of(contract)) instanceof BlockLogs.Found found)
          || looksCutOff(found.logs().size())) {
        return -1;
      }
      sum += found.logs().size();
    }
    return sum;
  }

  private Optional<BlockLogs> fromReceipts(BlockRef block) {
    Optional<BlockEvidence> evidence = chain.evidence();
    if (evidence.isPresent()
        && evidence.get().headers(List.of(block.hash())).getFirst()
            instanceof HeaderAnswer.Found header
        && header.claimed().equals(block.hash())
        && evidence.get().receipts(header) instanceof ReceiptsAnswer.Found receipts) {
      return Optional.of(
          new BlockLogs.Found(BlockProofs.watchedOf(block, receipts.receipts(), watched)));
    }
    return Optional.empty();
  }
}
