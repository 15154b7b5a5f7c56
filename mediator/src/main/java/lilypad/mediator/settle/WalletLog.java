package lilypad.mediator.settle;

import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator must see of the wallet. */
final class WalletLog {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator.wallet");

  void accepted(SettlementIntent intent) {
    LOG.info("wallet: intent {} of deal {}", intent.id(), intent.deal());
  }

  void happened(WalletEvent event) {
    LOG.debug("wallet: {}", event);
  }

  void trouble(Hash32 intent, Throwable cause) {
    LOG.warn("wallet: intent {} is looked after again: {}", intent, cause.getMessage());
  }

  void noFunds(Address signer, String text) {
    LOG.error(
        "wallet: {} cannot pay for gas, verdicts wait: send coins of this chain to it ({})",
        signer.checksummed(),
        text);
  }

  void notTaken(Hash32 intent, String text) {
    LOG.warn("wallet: the node does not take the transaction of intent {}: {}", intent, text);
  }
}
