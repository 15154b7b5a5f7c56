package lilypad.chain.rpc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lilypad.protocol.ChainLog;

/**
 * Sees that the logs of an answer are in the chain's order, and gives each its position. On most
 * chains a log's index counts through its block. On some it starts again with each transaction:
 * there the transactions' own indices tell the order, and the logs of such a block are numbered in
 * it from 0. That number is the same for whoever asks for the same contracts.
 */
final class LogOrder {

  private final List<ChainLog> logs = new ArrayList<>();
  private final Set<Long> startsAgain = new HashSet<>();
  private long[] transactions = new long[16];

  /**
   * Adds the next log.
   *
   * @param transaction its transaction's index in the block; negative if that was not told
   * @throws RpcMalformed if it does not stand after the one before it
   */
  void add(ChainLog log, long transaction) {
    int at = logs.size();
    if (at > 0) {
      ChainLog before = logs.getLast();
      boolean sameBlock = before.blockNumber() == log.blockNumber();
      if (!Answers.isAfter(before, log)) {
        if (!sameBlock || !isLater(transactions[at - 1], transaction)) {
          throw Answers.outOfOrder(before, log);
        }
        startsAgain.add(log.blockNumber());
      }
    }
    if (at == transactions.length) {
      transactions = Arrays.copyOf(transactions, 2 * at);
    }
    transactions[at] = transaction;
    logs.add(log);
  }

  private static boolean isLater(long before, long transaction) {
    return before >= 0 && transaction > before;
  }

  /**
   * The logs, in strictly ascending order of block and position.
   *
   * @throws RpcMalformed if indices start again within a block and its transactions are not in
   *     order
   */
  List<ChainLog> positioned() {
    if (startsAgain.isEmpty()) {
      return logs;
    }
    List<ChainLog> numbered = new ArrayList<>(logs.size());
    int position = 0;
    for (int i = 0; i < logs.size(); i++) {
      ChainLog log = logs.get(i);
      boolean sameBlock = i > 0 && logs.get(i - 1).blockNumber() == log.blockNumber();
      position = sameBlock ? position + 1 : 0;
      if (!startsAgain.contains(log.blockNumber())) {
        numbered.add(log);
        continue;
      }
      if (sameBlock && transactions[i] < transactions[i - 1]) {
        throw Answers.outOfOrder(logs.get(i - 1), log);
      }
      numbered.add(log.at(position));
    }
    return numbered;
  }
}
