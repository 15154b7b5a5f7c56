package lilypad.chain.follow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import lilypad.chain.follow.FollowStep.BlockExtended;
import lilypad.chain.follow.FollowStep.BlockRetracted;
import lilypad.chain.follow.FollowStep.FinalityAdvanced;
import lilypad.chain.follow.FollowStep.RangeScanned;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.Evidence;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.RpcDisproved;
import lilypad.chain.rpc.RpcFault;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;

/**
 * Tells what happened on the chain since a cursor. It holds no state but how large a range the node
 * took last: whoever calls records the steps, folds them into the next cursor and calls again, also
 * after a restart.
 *
 * <p>Where blocks are final it reads ranges; above that, block by block, each by its hash and
 * linked to the one before by parent hash. When the node's chain leaves ours, it walks back to the
 * last common block and retracts what lies above. A head below ours is waited for as long as the
 * node's block at that height is ours too: the node may lag, or may have dropped blocks without a
 * word.
 *
 * <p>A chain may have heights without a block (Filecoin's null rounds): they are passed over.
 *
 * <p>Where the chain's blocks can be recomputed, logs are proven by the hash of their block: see
 * {@link VerifySettings}.
 */
public final class LogFollower {

  /** With so many logs a call ends, however few blocks they are in: they are all in memory. */
  private static final int ENOUGH_LOGS = 10_000;

  /** About so many logs of a range make one step: each becomes one fact, written as a whole. */
  private static final int LOGS_A_STEP = 500;

  /** So many heights in a row may be without a block. */
  private static final int MOST_EMPTY = 1_000;

  /** How far a call got. */
  public enum Reach {
    /** All that the node had when it was asked, or at least when it was asked before, is read. */
    HEAD,
    /** There was more than one call reads. */
    LIMIT,
    /** The node did not tell all of it. */
    SHORT
  }

  private final EvmChain chain;
  private final Set<Address> watched;
  private final FollowSettings settings;
  private final RangeReader ranges;
  private final Verification verification;
  private final FollowLog log = new FollowLog();
  private final Consumer<RpcDisproved> witness;
  private volatile Reach reach = Reach.SHORT;

  /** The node's head when it was asked before; -1 before the first time. */
  private long lastHead = -1;

  /** Follows the logs of {@code watched}. */
  public LogFollower(EvmChain chain, Set<Address> watched, FollowSettings settings) {
    this(chain, watched, settings, evidence -> {});
  }

  /**
   * Follows the logs of {@code watched}.
   *
   * @param witness told of every answer that was proved to be wrong, with the evidence
   */
  public LogFollower(
      EvmChain chain,
      Set<Address> watched,
      FollowSettings settings,
      Consumer<RpcDisproved> witness) {
    this.chain = chain.session();
    this.watched = Set.copyOf(watched);
    this.settings = settings;
    this.witness = witness;
    this.ranges =
        new RangeReader(
            this.chain, this.watched, settings.rangeBlocks(), settings.verify().batch());
    this.verification =
        new Verification(
            this.chain,
            watched,
            settings.verify(),
            evidence -> {
              log.disproved(evidence);
              this.chain.disprove(evidence.evidence());
              witness.accept(evidence);
            },
            log);
  }

  /** Whether the endpoint that was asked last can prove its blocks; empty before the first call. */
  public Optional<Provability> provability() {
    return verification.provability();
  }

  /** How far the last call of {@link #next} got that answered. */
  public Reach reach() {
    return reach;
  }

  /**
   * The next facts after {@code cursor}, in order; empty if there is nothing new. A bounded amount
   * of work: ask again at once after a non-empty answer.
   *
   * @throws FinalityViolation if the node's chain leaves ours at or below the recorded final height
   * @throws RpcDisproved if an answer contradicts a block's hash and nothing true is at hand; ask
   *     again, best another endpoint
   * @throws RpcFault if the node does not answer usably and nothing was read before; nothing is
   *     lost, ask again
   */
  public List<FollowStep> next(FollowCursor cursor) {
    reach = Reach.SHORT;
    Heads heads = chain.heads();
    long before = lastHead;
    lastHead = heads.latest().number();
    return reading(heads.latest(), reading -> next(cursor, heads, before, reading))
        .orElseGet(List::of);
  }

  /**
   * Reads; what is proved wrong on the way is told.
   *
   * @param sample a block of the node, by which it can be judged
   */
  private <T> Optional<T> reading(BlockRef sample, Function<LogReading, T> read) {
    try {
      return verification.reading(sample).map(read);
    } catch (RpcDisproved e) {
      chain.disprove(e.evidence());
      witness.accept(e);
      throw e;
    }
  }

  /**
   * @param before the head that the node had told before: who has read above it has read all that
   *     there was then, though the node may not tell the logs of its newest block yet
   */
  private List<FollowStep> next(FollowCursor cursor, Heads heads, long before, LogReading reading) {
    BlockRef head = heads.latest();
    Pass pass = new Pass(cursor);
    Optional<BlockRef> tip = cursor.tip();
    if (tip.isPresent() && head.number() <= tip.get().number()) {
      if (isOurs(cursor, head)) {
        if (head.number() < tip.get().number()) {
          return List.of();
        }
        reach = Reach.HEAD;
        return pass.finish(heads);
      }
      retract(pass, head.number());
    }
    try {
      extend(pass, heads, reading);
      if (reach == Reach.SHORT && before >= 0 && pass.cursor.nextNumber() > before) {
        reach = Reach.HEAD;
      }
      return pass.finish(heads);
    } catch (RpcFault fault) {
      return pass.soFar(fault);
    }
  }

  /**
   * The node's block at a height.
   *
   * @return empty if the node has none there
   * @throws lilypad.chain.rpc.RpcFault if the node does not answer usably
   */
  public Optional<BlockRef> at(long number) {
    return chain.block(number);
  }

  /**
   * The node's block where we have one, for a second look at it; if it has none at that height, the
   * next one above, whose parent lies below.
   *
   * @return empty if the node does not tell yet
   * @throws lilypad.chain.rpc.RpcFault if the node does not answer usably
   */
  public Optional<BlockRef> inPlaceOf(BlockRef ours) {
    return firstFrom(ours.number(), chain.heads().latest().number());
  }

  /**
   * The first of the blocks that the node's chain has too.
   *
   * @param newestFirst blocks of one chain, from the newest down
   * @throws lilypad.chain.rpc.RpcFault if the node does not answer usably
   */
  public Optional<BlockRef> common(List<BlockRef> newestFirst) {
    return newestFirst.stream()
        .filter(block -> at(block.number()).filter(block::equals).isPresent())
        .findFirst();
  }

  /**
   * Final blocks as the node tells them now, whatever was told of them before.
   *
   * @return fewer blocks where the node does not answer for so many at once; empty if they cannot
   *     be read as one chain now, or the node does not call the first of them final
   * @throws RpcFault if the node does not answer usably
   */
  public Optional<RangeScanned> again(long from, long to) {
    Heads heads = chain.heads();
    long finalized = settings.depth().finalizedHeight(heads);
    if (finalized < from) {
      return Optional.empty();
    }
    return reading(
            heads.latest(),
            reading ->
                firstFrom(from, Math.min(to, finalized))
                    .flatMap(first -> ranges.read(first, Math.min(to, finalized), reading))
                    .map(told -> reading.range(Optional.empty(), told, finalized))
                    .map(range -> range.startingAt(from)))
        .flatMap(Function.identity());
  }

  /**
   * Looks at one final block that seems to have other logs than are recorded: by its hash, proven
   * where that is possible, else by the word of the other nodes. It asks the node that {@link
   * #again} asked last, and no other: what that one told is not held against another.
   *
   * @param recorded its watched logs, in the block's order
   * @param seemed what {@link #again} told of it
   * @throws RpcFault if the node does not answer usably; read the range again
   */
  public SecondLook secondLook(BlockRef block, List<ChainLog> recorded, List<ChainLog> seemed) {
    return reading(
            block,
            reading ->
                switch (reading.logs(block)) {
                  case BlockLogs.UnknownBlock unknown -> absent(block);
                  case BlockLogs.Found found -> judged(reading, block, recorded, seemed, found);
                })
        .orElseGet(() -> absent(block));
  }

  /**
   * The node lags, or has another block in its place or none below the next one: then all that is
   * recorded of it is wrong.
   */
  private SecondLook absent(BlockRef block) {
    Optional<BlockRef> theirs =
        firstFrom(block.number(), block.number() + MOST_EMPTY)
            .filter(there -> !there.equals(block));
    if (theirs.isEmpty()) {
      return new SecondLook.Unclear("the node does not have block " + block);
    }
    return chain.outvoted(block, theirs.get())
        ? new SecondLook.Confirmed()
        : new SecondLook.Contradicted(List.of(), false);
  }

  private SecondLook judged(
      LogReading reading,
      BlockRef block,
      List<ChainLog> recorded,
      List<ChainLog> seemed,
      BlockLogs.Found found) {
    if (ChainLog.areSame(found.logs(), recorded)) {
      // It says two things of one final block.
      chain.disprove(
          new Evidence(
              "eth_getLogs",
              "block " + block + " in a range",
              recorded.toString(),
              seemed.toString()));
      return new SecondLook.Confirmed();
    }
    boolean proven = reading instanceof LogReading.Proven;
    return !proven && chain.outvoted(block, watched, recorded, found.logs())
        ? new SecondLook.Confirmed()
        : new SecondLook.Contradicted(found.logs(), proven);
  }

  /** Whether the node's head is in our tail, or too far below it to tell. */
  private static boolean isOurs(FollowCursor cursor, BlockRef head) {
    return cursor.tail().stream()
        .filter(block -> block.number() == head.number())
        .findFirst()
        .map(block -> block.hash().equals(head.hash()))
        .orElse(true);
  }

  private void extend(Pass pass, Heads heads, LogReading reading) {
    long head = heads.latest().number();
    long finalized = settings.depth().finalizedHeight(heads);
    long read = 0;
    while (read < settings.blocksPerCall()
        && pass.logs < ENOUGH_LOGS
        && pass.cursor.nextNumber() <= head) {
      read++;
      long number = pass.cursor.nextNumber();
      Optional<BlockRef> next = firstFrom(number, head);
      if (next.isEmpty()) {
        return;
      }
      if (!isOnTop(pass.cursor, next.get())) {
        if (!retract(pass, head)) {
          return;
        }
      } else if (next.get().number() <= finalized) {
        Optional<BlockRef> tip = pass.cursor.tip();
        Optional<RangeScanned> range =
            ranges
                .read(next.get(), finalized, reading)
                .map(told -> reading.range(tip, told, finalized))
                .map(told -> told.startingAt(number));
        if (range.isEmpty()) {
          return;
        }
        range.get().parts(LOGS_A_STEP).forEach(pass::add);
        read += reading.requests(range.get(), finalized);
      } else {
        switch (reading.logs(next.get())) {
          case BlockLogs.Found found -> pass.add(new BlockExtended(next.get(), found.logs()));
          case BlockLogs.UnknownBlock unknown -> {
            return;
          }
        }
      }
    }
    reach = pass.cursor.nextNumber() > head ? Reach.HEAD : Reach.LIMIT;
  }

  /**
   * The node's first block from a height on. Some chains have heights without a block; that there
   * is none is taken from the next block alone, whose parent is below, for a node may lag as well.
   *
   * @return empty if there is none up to {@code last}, or the node does not tell yet
   */
  private Optional<BlockRef> firstFrom(long number, long last) {
    Optional<BlockRef> there = chain.block(number);
    long most = Math.min(last, number + MOST_EMPTY);
    int batch = settings.verify().batch();
    for (long from = number + 1; there.isEmpty() && from <= most; from += batch) {
      List<Long> some =
          LongStream.rangeClosed(from, Math.min(most, from + batch - 1)).boxed().toList();
      Optional<BlockRef> next = chain.blocks(some).stream().flatMap(Optional::stream).findFirst();
      if (next.isPresent()) {
        return next.filter(block -> parentIsBelow(block, number));
      }
    }
    return there;
  }

  private boolean parentIsBelow(BlockRef block, long number) {
    return chain.block(block.parentHash()).filter(parent -> parent.number() < number).isPresent();
  }

  private static boolean isOnTop(FollowCursor cursor, BlockRef block) {
    return cursor.tip().map(tip -> tip.hash().equals(block.parentHash())).orElse(true);
  }

  /**
   * Walks back to the last block that the node has too, and retracts all above it.
   *
   * @param head the node's head: our blocks above it have no counterpart yet
   * @return whether the chain could be compared; if not, nothing was retracted
   */
  private boolean retract(Pass pass, long head) {
    List<BlockRef> replaced = new ArrayList<>();
    for (BlockRef ours : pass.cursor.tail().reversed()) {
      Optional<BlockRef> theirs =
          ours.number() > head ? Optional.empty() : firstFrom(ours.number(), head);
      if (theirs.isEmpty() && ours.number() <= head) {
        return false;
      }
      if (theirs.isPresent() && theirs.get().hash().equals(ours.hash())) {
        break;
      }
      if (ours.number() <= pass.cursor.finalized()) {
        if (theirs.isEmpty()) {
          return false;
        }
        if (chain.outvoted(ours, theirs.get())) {
          // The node alone has another one. It is not asked any more: the next call reads
          // elsewhere.
          return false;
        }
        throw new FinalityViolation(ours, theirs.get());
      }
      replaced.add(ours);
    }
    replaced.forEach(block -> pass.add(new BlockRetracted(block)));
    return !replaced.isEmpty();
  }

  /** The steps of one call and the cursor they lead to. */
  private final class Pass {

    private final List<FollowStep> steps = new ArrayList<>();
    private FollowCursor cursor;
    private int logs;

    Pass(FollowCursor cursor) {
      this.cursor = cursor;
    }

    void add(FollowStep step) {
      cursor = cursor.apply(step);
      steps.add(step);
      switch (step) {
        case BlockExtended extended -> logs += extended.logs().size();
        case RangeScanned range ->
            logs += range.withLogs().stream().mapToInt(block -> block.logs().size()).sum();
        case BlockRetracted retracted -> {}
        case FinalityAdvanced advanced -> {}
      }
    }

    /**
     * What was read before a fault: it is true, and a fault that lasts shows itself in the next
     * call.
     */
    List<FollowStep> soFar(RpcFault fault) {
      if (steps.isEmpty()) {
        throw fault;
      }
      log.interrupted(cursor.nextNumber(), fault);
      if (fault instanceof RpcDisproved evidence) {
        witness.accept(evidence);
      }
      return List.copyOf(steps);
    }

    /** Adds what became safe and final of our blocks, as far as the node still has them. */
    List<FollowStep> finish(Heads heads) {
      Optional<BlockRef> tip = cursor.tip();
      if (tip.isPresent()) {
        long highest = tip.get().number();
        long finalized =
            confirmed(
                Math.min(settings.depth().finalizedHeight(heads), highest), cursor.finalized());
        long safe =
            Math.max(
                finalized,
                confirmed(Math.min(settings.depth().safeHeight(heads), highest), cursor.safe()));
        if (finalized > cursor.finalized() || safe > cursor.safe()) {
          add(new FinalityAdvanced(safe, finalized));
        }
      }
      return List.copyOf(steps);
    }

    /** Our newest block up to {@code height}, if it is above {@code before} and the node's too. */
    private long confirmed(long height, long before) {
      return cursor.tail().stream()
          .filter(block -> block.number() > before && block.number() <= height)
          .reduce((lower, higher) -> higher)
          .filter(block -> chain.block(block.number()).filter(block::equals).isPresent())
          .map(BlockRef::number)
          .orElse(before);
    }
  }
}
