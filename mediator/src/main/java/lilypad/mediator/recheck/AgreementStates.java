package lilypad.mediator.recheck;

import java.util.Optional;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.Reverted;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.CallReturns;
import lilypad.protocol.abi.LilypadCall;

/** Where agreements stand, as the storage contract tells it. Waits for the node. */
public interface AgreementStates {

  /**
   * The state of a deal's agreement after a block; empty if the node does not know (any more) what
   * it was then, or tells what is no agreement.
   *
   * @throws lilypad.chain.rpc.RpcFault if the node does not answer usably; ask again
   */
  Optional<AgreementState> of(DealId deal, BlockRef at);

  /** Asks {@code getAgreement} of a storage contract, pinned to the block (EIP-1898). */
  static AgreementStates ask(EvmChain chain, Address storage) {
    return (deal, at) ->
        switch (chain.call(storage, new LilypadCall.GetAgreement(deal).encode(), at.hash())) {
          case ReadOutcome.Answered answered -> state(answered.output());
          case ReadOutcome.UnknownBlock unknown -> Optional.empty();
          case Reverted reverted -> Optional.empty();
        };
  }

  private static Optional<AgreementState> state(Bytes output) {
    try {
      return Optional.of(CallReturns.agreement(output).state());
    } catch (MalformedValue none) {
      return Optional.empty();
    }
  }
}
