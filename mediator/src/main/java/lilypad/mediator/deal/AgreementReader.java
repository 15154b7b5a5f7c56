package lilypad.mediator.deal;

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
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.deal.DealCommand;

/**
 * Reads an agreement from the storage contract, all three calls in one request and pinned to one
 * block (EIP-1898).
 */
public final class AgreementReader implements DealPorts.Chain {

  private final EvmChain chain;
  private final Address storage;
  private final Executor blocking;

  /** Readings of beacons on their way: all deals of a block ask for the same one. */
  private final Map<Long, CompletableFuture<DealCommand.BeaconBlock>> beacons =
      new ConcurrentHashMap<>();

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
    return CompletableFuture.supplyAsync(
        () -> {
          List<ReadOutcome> told =
              chain.calls(
                  storage,
                  List.of(
                      new LilypadCall.GetDeal(deal).encode(),
                      new LilypadCall.GetAgreement(deal).encode(),
                      new LilypadCall.GetResult(deal).encode()),
                  at.hash());
          return new AgreementReading(
              at, answer(told.get(0), at), answer(told.get(1), at), answer(told.get(2), at));
        },
        blocking);
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
