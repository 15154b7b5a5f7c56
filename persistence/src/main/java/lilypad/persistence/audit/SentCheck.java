package lilypad.persistence.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.deal.DealReplay.Contradiction;
import lilypad.protocol.settle.SentTransaction;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;

/** Whether the wallet took and signed only what a deal wanted, as it wanted it. */
final class SentCheck {

  private final Map<Hash32, SettlementIntent> wanted = new HashMap<>();

  /** A deal wants this sent. */
  void wanted(SettlementIntent intent) {
    wanted.put(intent.id(), intent);
  }

  /** What is wrong with a fact of the wallet, if anything is. */
  Optional<Contradiction> check(WalletEvent event, Address signer) {
    return switch (event) {
      case WalletEvent.IntentAccepted e -> {
        SettlementIntent known = wanted.get(e.intent().id());
        yield e.intent().equals(known)
            ? Optional.empty()
            : Optional.of(
                new Contradiction(
                    "an intent of the wallet",
                    known == null ? "one that a deal wanted" : known.toString(),
                    e.intent().toString()));
      }
      case WalletEvent.TransactionSigned e -> e.fill() ? Optional.empty() : signed(e, signer);
      default -> Optional.empty();
    };
  }

  private Optional<Contradiction> signed(WalletEvent.TransactionSigned e, Address signer) {
    SettlementIntent known = wanted.get(e.intent());
    Optional<SentTransaction> transaction = SentTransaction.read(e.raw());
    boolean right =
        known != null
            && transaction
                .map(
                    read ->
                        read.hash().equals(e.transaction())
                            && read.from().equals(signer)
                            && read.to().equals(Optional.of(known.to()))
                            && read.data().equals(known.data())
                            && read.nonce() == e.nonce())
                .orElse(false);
    return right
        ? Optional.empty()
        : Optional.of(
            new Contradiction(
                "a signed transaction",
                known == null
                    ? "one that a deal wanted"
                    : "transaction " + e.transaction() + " of " + signer + " for " + known,
                transaction.map(Object::toString).orElse("bytes that are no transaction")));
  }
}
