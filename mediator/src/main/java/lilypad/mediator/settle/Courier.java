package lilypad.mediator.settle;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.GasEstimate;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.Submission;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.FeeBid;
import lilypad.chain.send.Progress;
import lilypad.chain.send.SignedTransaction;
import lilypad.chain.send.Signing;
import lilypad.chain.send.TransactionSender;
import lilypad.chain.send.UnsignedTransaction;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.settle.Outgoing;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.settle.WalletState;
import lilypad.protocol.sign.Signer;

/**
 * Talks to the chain for the wallet, one intent at a time: simulates and signs what is new, sends
 * what is signed, looks for what was sent. Sends only bytes that the wallet has journaled.
 * Blocking; used by one thread at a time.
 */
public final class Courier {

  /** The longest that a verdict waits after a revert, as a power of two of blocks. */
  private static final int LONGEST_PAUSE = 8;

  private final EvmChain chain;
  private final TransactionSender sender;
  private final Signer signer;
  private final WalletSettings settings;
  private final WalletLog log = new WalletLog();
  private final Map<Hash32, Long> offeredAt = new HashMap<>();

  /** A courier for one signer. */
  public Courier(EvmChain chain, TransactionSender sender, Signer signer, WalletSettings settings) {
    this.chain = chain;
    this.sender = sender;
    this.signer = signer;
    this.settings = settings;
  }

  /** What was found out about an intent. */
  sealed interface Finding {
    Hash32 intent();

    /** Nothing new. */
    record Nothing(Hash32 intent) implements Finding {}

    /** Something to be journaled. */
    record Fact(Hash32 intent, WalletEvent event) implements Finding {}

    /** The simulation reverts: nothing to be journaled, another block may cure it. */
    record Refused(Hash32 intent, String reason, Refusal refusal) implements Finding {}
  }

  Finding attend(WalletState state, Outgoing outgoing, ChainClock clock) {
    if (!outgoing.attempts().isEmpty()) {
      return watch(outgoing, clock);
    }
    return paused(outgoing, clock)
        ? new Finding.Nothing(outgoing.intent().id())
        : prepare(state, outgoing.intent(), clock);
  }

  /**
   * Each revert costs gas, and somebody may provoke it: twice as many blocks after each. It never
   * ends: whoever could make us give a verdict up would decide the dispute.
   */
  private static boolean paused(Outgoing outgoing, ChainClock clock) {
    int reverts = outgoing.reverts().size();
    return outgoing
        .lastRevert()
        .map(last -> last.blockNumber() + (1L << Math.min(reverts - 1, LONGEST_PAUSE)))
        .map(again -> clock.head().number() < again)
        .orElse(false);
  }

  private Finding prepare(WalletState state, SettlementIntent intent, ChainClock clock) {
    CallOutcome simulated = chain.simulate(signer.address(), intent.to(), intent.data(), Wei.ZERO);
    if (simulated instanceof Reverted reverted) {
      return refused(intent, reverted);
    }
    GasEstimate estimate =
        chain.estimateGas(signer.address(), Optional.of(intent.to()), intent.data(), Wei.ZERO);
    return switch (estimate) {
      case Reverted reverted -> refused(intent, reverted);
      case GasEstimate.Estimated estimated ->
          signed(
              intent,
              new UnsignedTransaction(
                      settings.chainId(),
                      state.nextNonce(chain.nonce(signer.address())),
                      Optional.of(intent.to()),
                      intent.data(),
                      Wei.ZERO,
                      settings.fees().gasLimit(estimated.gas()),
                      Wei.ZERO,
                      Wei.ZERO)
                  .withFees(settings.fees().first(chain.fees())),
              clock);
    };
  }

  private static Finding refused(SettlementIntent intent, Reverted reverted) {
    return new Finding.Refused(
        intent.id(), reverted.reason(), Refusal.of(reverted.data(), reverted.reason()));
  }

  private Finding signed(
      SettlementIntent intent, UnsignedTransaction transaction, ChainClock clock) {
    SignedTransaction signed = Signing.sign(signer, transaction);
    offeredAt.put(intent.id(), clock.head().number());
    return new Finding.Fact(
        intent.id(),
        new WalletEvent.TransactionSigned(
            intent.id(),
            transaction.nonce(),
            signed.hash(),
            signed.raw(),
            transaction.gasLimit(),
            transaction.maxFee(),
            transaction.maxPriorityFee()));
  }

  private Finding watch(Outgoing outgoing, ChainClock clock) {
    Hash32 id = outgoing.intent().id();
    long nonce = outgoing.attempts().getLast().nonce();
    Progress progress = sender.watch(signer.address(), nonce, outgoing.hashes());
    return switch (progress) {
      case Progress.Mined mined -> mined(outgoing, mined);
      case Progress.NotMined notMined ->
          outgoing
              .mined()
              .<Finding>map(
                  before ->
                      new Finding.Fact(
                          id, new WalletEvent.TransactionUnmined(id, before.transaction())))
              .orElseGet(() -> offer(outgoing, clock));
      case Progress.Displaced displaced ->
          displaced.reached().reaches(settings.level())
              ? new Finding.Fact(id, new WalletEvent.NonceDisplaced(id, nonce))
              : new Finding.Nothing(id);
    };
  }

  private Finding mined(Outgoing outgoing, Progress.Mined mined) {
    Hash32 id = outgoing.intent().id();
    TransactionReceipt receipt = mined.receipt();
    if (mined.reached().reaches(settings.level())) {
      return new Finding.Fact(id, receipt.succeeded() ? settled(id, mined) : reverted(id, receipt));
    }
    boolean known = outgoing.mined().map(m -> m.block().equals(receipt.blockHash())).orElse(false);
    return known
        ? new Finding.Nothing(id)
        : new Finding.Fact(
            id,
            new WalletEvent.TransactionMined(
                id,
                receipt.transactionHash(),
                receipt.blockHash(),
                receipt.blockNumber(),
                receipt.succeeded()));
  }

  /**
   * What reverted although its simulation succeeded met another state in its block: it is simulated
   * again, after a pause.
   */
  private static WalletEvent reverted(Hash32 id, TransactionReceipt receipt) {
    return new WalletEvent.TransactionReverted(
        id, receipt.transactionHash(), receipt.blockHash(), receipt.blockNumber());
  }

  private static WalletEvent settled(Hash32 id, Progress.Mined mined) {
    TransactionReceipt receipt = mined.receipt();
    return new WalletEvent.IntentSettled(
        id,
        receipt.transactionHash(),
        receipt.blockHash(),
        receipt.blockNumber(),
        receipt.succeeded(),
        mined.reached());
  }

  /**
   * Sends the newest signed bytes, again if need be; after a while without success, signs the same
   * call and nonce with higher fees.
   */
  private Finding offer(Outgoing outgoing, ChainClock clock) {
    Hash32 id = outgoing.intent().id();
    WalletEvent.TransactionSigned last = outgoing.attempts().getLast();
    long since = offeredAt.computeIfAbsent(id, unknown -> clock.head().number());
    boolean stuck = clock.head().number() - since >= settings.replaceAfter();
    return switch (chain.send(last.raw())) {
      case Submission.Accepted accepted -> raisedIf(stuck, outgoing, last, clock);
      case Submission.AlreadyKnown known -> raisedIf(stuck, outgoing, last, clock);
      case Submission.Underpriced low -> raised(outgoing, last, clock);
      // Used by one of ours or by a stranger: the next look tells which.
      case Submission.NonceTooLow used -> new Finding.Nothing(id);
      case Submission.InsufficientFunds funds -> {
        log.noFunds(signer.address(), funds.text());
        yield new Finding.Nothing(id);
      }
      case Submission.Refused refused -> {
        log.notTaken(id, refused.text());
        yield new Finding.Nothing(id);
      }
    };
  }

  private Finding raisedIf(
      boolean stuck, Outgoing outgoing, WalletEvent.TransactionSigned last, ChainClock clock) {
    return stuck ? raised(outgoing, last, clock) : new Finding.Nothing(outgoing.intent().id());
  }

  private Finding raised(Outgoing outgoing, WalletEvent.TransactionSigned last, ChainClock clock) {
    SettlementIntent intent = outgoing.intent();
    Long offered = offeredAt.get(intent.id());
    if (offered != null && offered == clock.head().number()) {
      // Once a block: a node that calls every offer too low must not drive it up to the cap.
      return new Finding.Nothing(intent.id());
    }
    return settings
        .fees()
        .replacement(new FeeBid(last.maxFee(), last.maxPriorityFee()), chain.fees())
        .map(
            bid ->
                signed(
                    intent,
                    new UnsignedTransaction(
                            settings.chainId(),
                            last.nonce(),
                            Optional.of(intent.to()),
                            intent.data(),
                            Wei.ZERO,
                            last.gasLimit(),
                            Wei.ZERO,
                            Wei.ZERO)
                        .withFees(bid),
                    clock))
        .orElseGet(() -> new Finding.Nothing(intent.id()));
  }
}
