package lilypad.chain.follow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lilypad.chain.follow.BlockProofs.ProvenBlock;
import lilypad.chain.follow.FollowStep.BlockExtended;
import lilypad.chain.follow.FollowStep.RangeScanned;
import lilypad.chain.rpc.RpcDisproved;
import lilypad.chain.rpc.RpcMalformed;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;

/**
 * Checks what a node told of a range. Where the answer differs from what the blocks' hashes commit
 * to, the proven logs stand in its place and the difference is told: nothing is lost, and nobody
 * has to wait for an honest answer.
 */
final class RangeProofs {

  private static final int SHOWN = 80;

  private final BlockProofs proofs;
  private final int batch;
  private final Consumer<RpcDisproved> witness;

  /**
   * @param batch most headers asked for in one request
   * @param witness told of each block of which the node said something else
   */
  RangeProofs(BlockProofs proofs, int batch, Consumer<RpcDisproved> witness) {
    this.proofs = proofs;
    this.batch = batch;
    this.witness = witness;
  }

  /**
   * The range with all its watched logs, whatever was told of them: every header is read, linked
   * from {@code tip} to the last block.
   *
   * @throws RpcDisproved if an answer contradicts a block's hash
   * @throws RpcMalformed if the node lacks a block of it, or the headers do not link
   */
  RangeScanned complete(Optional<BlockRef> tip, RangeScanned told) {
    Map<BlockRef, List<ChainLog>> toldLogs = byBlock(told);
    List<BlockExtended> proven = new ArrayList<>();
    Optional<BlockRef> parent = tip;
    for (long from = told.from(); from <= told.to(); from += batch) {
      long to = Math.min(told.to(), from + batch - 1);
      for (ProvenBlock header : all(proofs.headers(parent, from, to), told)) {
        BlockRef block = header.block();
        List<ChainLog> before = toldLogs.getOrDefault(block, List.of());
        List<ChainLog> logs = all(proofs.logs(header), told);
        compare(block, before, logs);
        if (!logs.isEmpty()) {
          proven.add(new BlockExtended(block, logs));
        }
        toldLogs.remove(block);
        parent = Optional.of(block);
      }
    }
    if (!parent.equals(Optional.of(told.last()))) {
      throw new RpcMalformed(
          "block " + told.last() + " at the end of the range", parent.toString());
    }
    toldLogs.forEach((block, logs) -> compare(block, logs, List.of()));
    return new RangeScanned(told.from(), told.to(), told.last(), proven);
  }

  /**
   * The range with what was told of it, as far as it is true: only the blocks of which logs were
   * told are read, so one that was left out stays so.
   *
   * @throws RpcDisproved if an answer contradicts a block's hash
   * @throws RpcMalformed if the node lacks a block of it
   */
  RangeScanned told(RangeScanned told) {
    List<BlockExtended> proven = new ArrayList<>();
    List<BlockExtended> blocks = told.withLogs();
    for (int at = 0; at < blocks.size(); at += batch) {
      List<BlockExtended> some = blocks.subList(at, Math.min(blocks.size(), at + batch));
      List<ProvenBlock> headers =
          all(proofs.headers(some.stream().map(BlockExtended::block).toList()), told);
      for (int i = 0; i < some.size(); i++) {
        BlockRef block = some.get(i).block();
        List<ChainLog> logs = all(proofs.logs(headers.get(i)), told);
        compare(block, some.get(i).logs(), logs);
        if (!logs.isEmpty()) {
          proven.add(new BlockExtended(block, logs));
        }
      }
    }
    return new RangeScanned(told.from(), told.to(), told.last(), proven);
  }

  /** In how many requests so many headers are read. */
  long batches(long headers) {
    return (headers + batch - 1) / batch;
  }

  /** Final blocks do not go away: a node without one cannot be read now, and that must be seen. */
  private static <T> List<T> all(Optional<List<T>> found, RangeScanned told) {
    return found.orElseThrow(
        () ->
            new RpcMalformed(
                "headers and receipts of the final blocks "
                    + told.from()
                    + " to "
                    + told.to()
                    + " of which it told the logs",
                "not all of them"));
  }

  private static Map<BlockRef, List<ChainLog>> byBlock(RangeScanned told) {
    Map<BlockRef, List<ChainLog>> logs = new HashMap<>();
    told.withLogs().forEach(extended -> logs.put(extended.block(), extended.logs()));
    return logs;
  }

  private void compare(BlockRef block, List<ChainLog> told, List<ChainLog> proven) {
    if (ChainLog.areSame(told, proven)) {
      return;
    }
    int same = 0;
    while (same < Math.min(told.size(), proven.size()) && told.get(same).equals(proven.get(same))) {
      same++;
    }
    witness.accept(
        new RpcDisproved(
            proofs.endpoint(),
            block,
            proven.size() + " logs, " + shown(proven, same),
            told.size() + " logs, " + shown(told, same)));
  }

  /** The first log that differs; its data may be long. */
  private static String shown(List<ChainLog> logs, int at) {
    if (at >= logs.size()) {
      return "no more after " + at;
    }
    ChainLog log = logs.get(at);
    String data = log.data().toString();
    return "the next one at "
        + log.logIndex()
        + " of "
        + log.address()
        + " "
        + log.topics()
        + " "
        + (data.length() <= SHOWN ? data : data.substring(0, SHOWN) + "...");
  }
}
