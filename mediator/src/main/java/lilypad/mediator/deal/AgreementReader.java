package lilypad.mediator.deal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import lilypad.chain.rpc.BlockEvidence;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.HeaderAnswer;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.RpcRefused;
import lilypad.chain.rpc.RpcUnavailable;
import lilypad.chain.rpc.WrongChain;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.DealCommand;

/**
 * Reads agreements from the storage contract, all three calls in one request and pinned to one
 * block (EIP-1898). A block may bring many checks: while some requests are on their way what is to
 * be read at the same block gathers, and then goes together.
 */
public final class AgreementReader implements DealPorts.Chain {

  /** Requests at a block that are on their way before others gather. */
  private static final int AT_ONCE = 4;

  /** Agreements in one request; each is three calls, and nodes take only so many together. */
  private static final int MOST_TOGETHER = 10;

  private static final int CALLS = 3;

  private record Waiting(DealId deal, BlockRef at, CompletableFuture<AgreementReading> done) {
    List<Bytes> calls() {
      return List.of(
          new LilypadCall.GetDeal(deal).encode(),
          new LilypadCall.GetAgreement(deal).encode(),
          new LilypadCall.GetResult(deal).encode());
    }

    /** What the answers to the calls amount to. */
    AgreementReading reading(List<ReadOutcome> told) {
      return new AgreementReading(
          at, answer(told.get(0), at), answer(told.get(1), at), answer(told.get(2), at));
    }
  }

  /** What waits to be read at a block, and how many ask. */
  private static final class Line {
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int asking;
  }

  private final EvmChain chain;
  private final Address storage;
  private final Executor blocking;

  /** Readings of beacons on their way: all deals of a block ask for the same one. */
  private final Map<Long, CompletableFuture<DealCommand.BeaconBlock>> beacons =
      new ConcurrentHashMap<>();

  /** What is read at each block that anything is read at now. */
  private final Map<BlockRef, Line> lines = new HashMap<>();

  /**
   * A reader of one storage contract.
   *
   * @param blocking runs the calls, which wait for the node
   */
  public AgreementReader(EvmChain chain, Address storage, Executor blocking) {
    this.chain = chain;
    this.storage = storage;
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<AgreementReading> agreement(DealId deal, BlockRef at) {
    CompletableFuture<AgreementReading> done = new CompletableFuture<>();
    if (gather(new Waiting(deal, at, done))) {
      blocking.execute(() -> ask(at));
    }
    return done;
  }

  /** Whether somebody has to begin to ask. */
  private synchronized boolean gather(Waiting next) {
    Line line = lines.computeIfAbsent(next.at(), at -> new Line());
    line.waiting.addLast(next);
    boolean begins = line.asking < AT_ONCE;
    line.asking += begins ? 1 : 0;
    return begins;
  }

  private void ask(BlockRef at) {
    for (List<Waiting> next = take(at); !next.isEmpty(); next = take(at)) {
      ask(next);
    }
  }

  /** The oldest that wait; nothing if that was all, which ends the asking. */
  private synchronized List<Waiting> take(BlockRef at) {
    Line line = lines.get(at);
    if (line == null) {
      return List.of();
    }
    List<Waiting> together = new ArrayList<>();
    while (!line.waiting.isEmpty() && together.size() < MOST_TOGETHER) {
      together.add(line.waiting.removeFirst());
    }
    line.asking -= together.isEmpty() ? 1 : 0;
    if (line.asking == 0) {
      lines.remove(at);
    }
    return together;
  }

  /**
   * Asks; who was asked for together with one whose answer is no answer, or is too large, is asked
   * for alone, so that nobody's agreement stands in the way of another's. Where no answer comes at
   * all, whoever asks for what, nobody gets one; the deals ask again.
   */
  private void ask(List<Waiting> together) {
    CompletableFuture<List<ReadOutcome>> told =
        CompletableFuture.supplyAsync(
            () ->
                chain.calls(
                    storage,
                    together.stream().flatMap(one -> one.calls().stream()).toList(),
                    together.getFirst().at().hash()),
            Runnable::run);
    if (told.isCompletedExceptionally()
        && together.size() > 1
        && dependsOnWhatIsAsked(told.exceptionNow())) {
      together.forEach(one -> ask(List.of(one)));
      return;
    }
    for (int i = 0; i < together.size(); i++) {
      Waiting one = together.get(i);
      int first = i * CALLS;
      CompletionStage<AgreementReading> read =
          told.thenApply(all -> one.reading(all.subList(first, first + CALLS)));
      read.whenComplete(
          (reading, failure) -> {
            if (failure == null) {
              one.done().complete(reading);
            } else {
              one.done().completeExceptionally(failure);
            }
          });
    }
  }

  /** Whether fewer questions, or others, might be answered at the same time. */
  private static boolean dependsOnWhatIsAsked(Throwable failure) {
    return switch (failure) {
      case RpcUnavailable unavailable -> unavailable.isTooMuch();
      case RpcRefused refused -> !refused.isOverload();
      case WrongChain wrong -> false;
      default -> true;
    };
  }

  @Override
  public CompletionStage<DealCommand.BeaconBlock> beacon(long height) {
    CompletableFuture<DealCommand.BeaconBlock> reading = new CompletableFuture<>();
    CompletableFuture<DealCommand.BeaconBlock> running = beacons.putIfAbsent(height, reading);
    if (running != null) {
      return running;
    }
    return reading.completeAsync(
        () -> {
          try {
            return read(height);
          } finally {
            beacons.remove(height, reading);
          }
        },
        blocking);
  }

  private DealCommand.BeaconBlock read(long height) {
    EvmChain node = chain.session();
    node.heads();
    BlockRef block =
        node.block(height)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "expected block " + height + ", the node does not know it (yet)"));
    return new DealCommand.BeaconBlock(
        block, node.evidence().map(told -> prevrandao(told, block)).orElse(Hash32.ZERO));
  }

  /**
   * It is part of what the block's hash is made over, so nobody can tell another one; zero where
   * the hash cannot be made again.
   */
  private static Hash32 prevrandao(BlockEvidence told, BlockRef block) {
    return switch (told.headers(List.of(block.hash())).getFirst()) {
      case HeaderAnswer.Found found -> {
        if (!found.header().hash().equals(block.hash())) {
          throw new IllegalStateException(
              "expected the header of block "
                  + block
                  + ", got one with the hash "
                  + found.header().hash());
        }
        yield found.header().mixHash();
      }
      case HeaderAnswer.Absent absent ->
          throw new IllegalStateException(
              "expected the header of block " + block + ", the node does not know it (any more)");
      case HeaderAnswer.Incomplete incomplete -> Hash32.ZERO;
    };
  }

  private static Bytes answer(ReadOutcome told, BlockRef at) {
    return switch (told) {
      case ReadOutcome.Answered answered -> answered.output();
      case ReadOutcome.UnknownBlock unknown ->
          throw new IllegalStateException(
              "expected the state at block " + at + ", the node does not know it (any more)");
      case Reverted reverted ->
          throw new IllegalStateException(
              "expected an answer of the storage contract, it reverts: " + reverted.reason());
    };
  }
}
