package lilypad.persistence.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.deal.DealReplay.Contradiction;
import lilypad.protocol.settle.SentTransaction;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;

/** Whether the wallet took and signed only what a deal or the notary wanted, as it was wanted. */
final class SentCheck {

  private final Map<Hash32, SettlementIntent> wanted = new HashMap<>();

  /** The intents of deals and anchorings that are over: half of a hash over each. */
  private final PrintSet past = new PrintSet(2);

  /** A deal, or the notary, wants this sent now. */
  void wanted(SettlementIntent intent) {
    wanted.put(intent.id(), intent);
  }

  /** The deal that wanted it is over; what comes of it yet is still held against it. */
  void over(SettlementIntent intent) {
    SettlementIntent known = wanted.remove(intent.id());
    if (known != null) {
      past.add(whole(known.id(), known.to(), known.data()));
    }
  }

  private static Hash32 whole(Hash32 id, Address to, Bytes data) {
    return Keccak.hash(id.bytes().toArray(), to.bytes().toArray(), data.toArray());
  }

  /** What is wrong with an intent that the wallet took: a deal must have wanted this very one. */
  Optional<Contradiction> accepted(SettlementIntent intent) {
    SettlementIntent known = wanted.get(intent.id());
    return intent.equals(known)
            || (known == null && past.contains(whole(intent.id(), intent.to(), intent.data())))
        ? Optional.empty()
        : Optional.of(
            new Contradiction(
                "an intent of the wallet",
                known == null ? "one that a deal or the notary wanted" : known.toString(),
                intent.toString()));
  }

  /**
   * What is to be asked about a transaction that the wallet signed: what is wrong with it, by what
   * its deal wants now. The answer takes a while and may be asked for later, on another thread.
   */
  Supplier<Optional<Contradiction>> signed(WalletEvent.TransactionSigned e, Address signer) {
    SettlementIntent known = wanted.get(e.intent());
    boolean late = known == null;
    Optional<SentTransaction> early = late ? SentTransaction.read(e.raw()) : Optional.empty();
    boolean wantedBefore = early.filter(read -> calledBefore(e.intent(), read)).isPresent();
    return () -> {
      Optional<SentTransaction> transaction = late ? early : SentTransaction.read(e.raw());
      return transaction
              .filter(read -> isAsRecorded(read, e, signer))
              .filter(read -> known == null ? wantedBefore : calls(known, read))
              .isPresent()
          ? Optional.empty()
          : wrong(
              known == null
                  ? "one that a deal or the notary wanted"
                  : "transaction " + e.transaction() + " of " + signer + " for " + known,
              transaction);
    };
  }

  /**
   * What is to be asked about a transaction that is said to do nothing but use its nonce. The
   * answer may be asked for as that of {@link #signed}.
   */
  static Supplier<Optional<Contradiction>> filled(WalletEvent.TransactionSigned e, Address signer) {
    return () -> {
      Optional<SentTransaction> transaction = SentTransaction.read(e.raw());
      return transaction
              .filter(read -> isAsRecorded(read, e, signer))
              .filter(SentTransaction::fills)
              .isPresent()
          ? Optional.empty()
          : wrong("one of nothing to itself, " + e.transaction() + " of " + signer, transaction);
    };
  }

  private static boolean isAsRecorded(
      SentTransaction read, WalletEvent.TransactionSigned e, Address signer) {
    return read.hash().equals(e.transaction())
        && read.from().equals(signer)
        && read.nonce() == e.nonce()
        && read.value().signum() == 0;
  }

  private static Optional<Contradiction> wrong(
      String expected, Optional<SentTransaction> transaction) {
    return Optional.of(
        new Contradiction(
            "a signed transaction",
            expected,
            transaction.map(Object::toString).orElse("bytes that are no transaction")));
  }

  private boolean calledBefore(Hash32 intent, SentTransaction read) {
    return read.to().filter(to -> past.contains(whole(intent, to, read.data()))).isPresent();
  }

  private static boolean calls(SettlementIntent known, SentTransaction read) {
    return read.to().equals(Optional.of(known.to())) && read.data().equals(known.data());
  }
}
