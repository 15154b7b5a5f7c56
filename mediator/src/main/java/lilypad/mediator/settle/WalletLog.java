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
    if (intent.anchors()) {
      LOG.debug("wallet: intent {} to anchor a tree head", intent.id());
    } else if (intent.paidVerifier().isPresent()) {
      LOG.info("wallet: intent {} to pay {}", intent.id(), intent.paidVerifier().get());
    } else {
      LOG.info("wallet: intent {} of deal {}", intent.id(), intent.deal());
    }
  }

  void happened(WalletEvent event) {
    switch (event) {
      case WalletEvent.GapFound e ->
          LOG.warn(
              "wallet: nonce {} is used by nobody and others wait for it: it is filled. Does"
                  + " somebody else use this key?",
              e.nonce());
      case WalletEvent.SettlementUndone e ->
          LOG.warn(
              "wallet: transaction {} of settled intent {} is no longer in its block: it is driven"
                  + " again",
              e.transaction(),
              e.intent());
      case WalletEvent.NonceDisplaced e ->
          LOG.info(
              "wallet: nonce {} of intent {} was used by another transaction",
              e.nonce(),
              e.intent());
      case WalletEvent.IntentAccepted e -> LOG.debug("wallet: {}", e);
      case WalletEvent.TransactionSigned e -> LOG.debug("wallet: {}", e);
      case WalletEvent.TransactionMined e -> LOG.debug("wallet: {}", e);
      case WalletEvent.TransactionReverted e -> LOG.debug("wallet: {}", e);
      case WalletEvent.TransactionUnmined e -> LOG.debug("wallet: {}", e);
      case WalletEvent.IntentSettled e -> LOG.debug("wallet: {}", e);
      case WalletEvent.IntentRefused e -> LOG.debug("wallet: {}", e);
    }
  }

  void trouble(Hash32 intent, Throwable cause) {
    LOG.warn("wallet: intent {} is looked after again: {}", intent, cause.getMessage());
  }

  void accountTrouble(Throwable cause) {
    LOG.warn("wallet: the account is looked at again: {}", cause.getMessage());
  }

  /** Before it hurts: what is on its way can still be paid for. */
  void low(Funds funds) {
    LOG.error(
        "wallet: {} holds {} wei, transactions on their way and the reserve may need {}: send"
            + " coins of this chain to it, or verdicts will wait",
        funds.signer().checksummed(),
        funds.balance(),
        funds.needed());
  }

  void enoughAgain(Funds funds) {
    LOG.info("wallet: {} holds enough again", funds.signer().checksummed());
  }

  /** Nothing is mined meanwhile. */
  void outpriced(Funds funds) {
    LOG.error(
        "wallet: a unit of gas costs {} wei at least, and lilypad.chain.send.max-fee-cap lets {}"
            + " offer {}: verdicts wait until it costs less, or start the mediator again with a"
            + " higher cap",
        funds.baseFee(),
        funds.signer().checksummed(),
        funds.feeCap());
  }

  void affordableAgain(Funds funds) {
    LOG.info(
        "wallet: a unit of gas costs {} wei again, below the cap of {}",
        funds.baseFee(),
        funds.feeCap());
  }

  /** Whether it is so shows in the next blocks. */
  void countedMore(Address account, long counted, long ours) {
    LOG.warn(
        "wallet: {} has sent {} transactions, says the node, and {} is the next nonce of ours: no"
            + " verdict is signed until more blocks say so. Does somebody else use this key, or"
            + " was the journal restored from a backup?",
        account.checksummed(),
        counted,
        ours);
  }

  void effectUnknown(Hash32 intent, String why) {
    LOG.error("wallet: whether intent {} took effect is unknown: {}", intent, why);
  }

  void noFunds(Hash32 intent, String text) {
    LOG.debug("wallet: the account cannot pay for intent {}: {}", intent, text);
  }

  void notTaken(Hash32 intent, String text) {
    LOG.warn("wallet: the node does not take the transaction of intent {}: {}", intent, text);
  }
}
