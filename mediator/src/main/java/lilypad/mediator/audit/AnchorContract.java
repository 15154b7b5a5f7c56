package lilypad.mediator.audit;

import java.util.Map;
import java.util.Optional;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.ChainCheck;
import lilypad.chain.rpc.EvmChain;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.HeadAnchorAbi;
import lilypad.protocol.abi.MalformedAbi;

/** The contract that keeps heads, before the first one is sent to it. */
public final class AnchorContract {

  private AnchorContract() {}

  /**
   * There is a contract, and it tells of heads: a call to an address without one succeeds too.
   *
   * @throws CannotGoOn if not, with the remedy
   */
  public static void require(EvmChain chain, Address contract, Address signer) {
    ChainCheck.requireContracts(chain, Map.of(AuditSettings.CONTRACT, contract));
    CallOutcome told = chain.simulate(signer, contract, HeadAnchorAbi.newest(signer), Wei.ZERO);
    if (head(told).isEmpty()) {
      throw new CannotGoOn(
          "The contract at " + contract.checksummed() + " keeps no tree heads",
          "Set "
              + AuditSettings.CONTRACT
              + " to the address of a HeadAnchor, or leave it empty to anchor nothing");
    }
  }

  private static Optional<HeadAnchorAbi.Anchored> head(CallOutcome told) {
    if (!(told instanceof CallOutcome.Succeeded succeeded)) {
      return Optional.empty();
    }
    try {
      return Optional.of(HeadAnchorAbi.anchored(succeeded.output()));
    } catch (MalformedAbi e) {
      return Optional.empty();
    }
  }
}
