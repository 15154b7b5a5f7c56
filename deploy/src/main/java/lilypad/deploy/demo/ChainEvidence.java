package lilypad.deploy.demo;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.MediatorSite;
import lilypad.protocol.Address;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.ChainResult;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.LogDecoder;

/** What the chain itself says of a deal: its state, and the logs of how it came there. */
final class ChainEvidence {

  private final Devnet devnet;

  ChainEvidence(Devnet devnet) {
    this.devnet = devnet;
  }

  /** Where the deal stands. */
  AgreementState state(DealId deal) {
    return devnet.market().ledger().agreement(deal).state();
  }

  /** The claim on chain; empty while there is none. */
  Optional<String> claim(DealId deal) {
    return devnet.market().ledger().result(deal).map(ChainResult::claim);
  }

  /** The transactions whose logs bring the deal into the state, on the canonical chain. */
  List<Hash32> transitions(DealId deal, AgreementState state) {
    long head = devnet.chain().heads().latest().number();
    return devnet.chain().logs(0, head, Set.of(devnet.market().contracts().storage())).stream()
        .filter(log -> isTransition(log, deal, state))
        .map(ChainLog::transactionHash)
        .toList();
  }

  private static boolean isTransition(ChainLog log, DealId deal, AgreementState state) {
    return switch (LogDecoder.decode(log)) {
      case DecodedLog.Decoded decoded ->
          decoded.event() instanceof LilypadEvent.DealStateChange change
              && change.dealId().equals(deal)
              && change.state() == state;
      case DecodedLog.UnknownLog unknown -> false;
      case DecodedLog.MalformedLog malformed -> false;
    };
  }

  /** The deal's payments, on the canonical chain. */
  List<LilypadEvent.Payment> payments(DealId deal) {
    long head = devnet.chain().heads().latest().number();
    return devnet.chain().logs(0, head, Set.of(devnet.market().contracts().payments())).stream()
        .map(LogDecoder::decode)
        .flatMap(
            log ->
                log instanceof DecodedLog.Decoded decoded
                        && decoded.event() instanceof LilypadEvent.Payment payment
                        && payment.dealId().equals(deal)
                    ? Stream.of(payment)
                    : Stream.empty())
        .toList();
  }

  /** The receipt of a transaction on the canonical chain. */
  Optional<TransactionReceipt> receipt(Hash32 transaction) {
    return devnet.chain().receipt(transaction);
  }

  /** Who was drawn for the check; empty before it. */
  Optional<Address> drawn(DealId deal) {
    return devnet.market().ledger().mediator(deal);
  }

  /** How many transactions of the mediator's account are mined. */
  long nonce(MediatorSite site) {
    return devnet.chain().nonce(site.signer().address());
  }

  /** The same with those in the node's pool. */
  long pendingNonce(MediatorSite site) {
    return devnet.chain().pendingNonce(site.signer().address());
  }

  /** The chain's time, in seconds since 1970. */
  long time() {
    return devnet.chain().heads().latest().timestamp();
  }
}
