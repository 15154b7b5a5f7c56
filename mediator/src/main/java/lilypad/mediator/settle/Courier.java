package lilypad.mediator.settle;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Fees;
import lilypad.chain.rpc.GasEstimate;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.Submission;
import lilypad.chain.send.FeeBid;
import lilypad.chain.send.Inclusion;
import lilypad.chain.send.Progress;
import lilypad.chain.send.SignedTransaction;
import lilypad.chain.send.Signing;
import lilypad.chain.send.TransactionSender;
import lilypad.chain.send.UnsignedTransaction;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.deal.ChainClock;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.settle.Outgoing;
import lilypad.protocol.settle.Refusal;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;
import lilypad.protocol.settle.WalletState;
import lilypad.protocol.sign.Signer;

/**
 * Talks to the chain for the wallet, one intent at a time: simulates and signs what is new, sends
 * what is signed, looks for what was sent. Sends only bytes that the wallet has journaled. What it
 * remembers between two calls only makes it wait: forgotten in a crash, it waits again. Blocking;
 * used by one thread at a time.
 */
public final class Courier {

  /** The longest that a verdict waits after a revert, as a power of two of blocks. */
  private static final int LONGEST_PAUSE = 8;

  /**
   * What a verdict or a watchman's request takes at most (docs/contracts.md), for one that is not
   * estimated yet.
   */
  private static final long VERDICT_GAS = 280_000;

  /** What a transfer takes where the node does not tell. */
  private static final long TRANSFER_GAS = 21_000;

  /** How some tokens say that they did not move anything, although nothing reverts. */
  private static final Bytes FALSE = Bytes.of(new byte[32]);

  private final EvmChain chain;
  private final TransactionSender sender;
  private final Signer signer;
  private final WalletSettings settings;
  private final NextNonce nextNonce;
  private final WalletLog log = new WalletLog();

  /** Heights at which something was first seen or last done, by intent. */
  private final Map<Hash32, Long> signedAt = new HashMap<>();

  private final Map<Hash32, Long> itsTurnSince = new HashMap<>();

  /** How often in a row a nonce was found to be used by none of ours. */
  private final Map<Hash32, Integer> displacedLooks = new HashMap<>();

  /** How often in a row it was not told what used a nonce. */
  private final Map<Hash32, Integer> withheldLooks = new HashMap<>();

  private OptionalLong gap = OptionalLong.empty();
  private long gapSince;
  private long fundsDue = Long.MIN_VALUE;

  /** A courier for one signer. */
  public Courier(EvmChain chain, TransactionSender sender, Signer signer, WalletSettings settings) {
    this.chain = chain;
    this.sender = sender;
    this.signer = signer;
    this.settings = settings;
    this.nextNonce = new NextNonce(chain, signer.address(), settings);
  }

  /** What was found out about an intent. */
  sealed interface Finding {
    Hash32 intent();

    /** Nothing new. */
    record Nothing(Hash32 intent) implements Finding {}

    /** Something to be journaled. */
    record Fact(Hash32 intent, WalletEvent event) implements Finding {}

    /**
     * Whether it has had its effect is not told: nothing is sent in its place while that is so.
     *
     * @param why without a full stop
     */
    record Unknown(Hash32 intent, String why) implements Finding {}

    /** The simulation reverts: nothing to be journaled, another block may cure it. */
    record Refused(Hash32 intent, String reason, Refusal refusal) implements Finding {}
  }

  /**
   * What was found out about the account.
   *
   * @param gap something to be journaled
   * @param funds empty if it was not looked at
   */
  record Survey(Optional<WalletEvent> gap, Optional<Funds> funds) {}

  /** Looks at the account, before its intents are looked after. */
  Survey survey(WalletState state, ChainClock clock) {
    return new Survey(gap(state, clock), funds(state, clock));
  }

  /**
   * A nonce that nobody uses although others wait for it. A reorganisation may bring its
   * transaction back, and a node may lag: it has to stay so for a while.
   */
  private Optional<WalletEvent> gap(WalletState state, ChainClock clock) {
    OptionalLong now =
        state.inFlight() == 0 ? OptionalLong.empty() : state.gap(chain.nonce(signer.address()));
    if (now.isEmpty() || !now.equals(gap)) {
      gap = now;
      gapSince = clock.head().number();
      return Optional.empty();
    }
    if (clock.head().number() - gapSince < settings.replaceAfter()) {
      return Optional.empty();
    }
    long nonce = now.getAsLong();
    gap = OptionalLong.empty();
    return Optional.of(new WalletEvent.GapFound(Outgoing.gapName(nonce), nonce));
  }

  private Optional<Funds> funds(WalletState state, ChainClock clock) {
    if (clock.head().number() < fundsDue) {
      return Optional.empty();
    }
    Funds funds = account(state, false);
    // Prices move with each block: that it is over is to be seen at once.
    fundsDue = clock.head().number() + (funds.outpriced() ? 1 : settings.fundsEvery());
    return Optional.of(funds);
  }

  /**
   * What the account holds and needs, and what gas costs.
   *
   * @param waiting whether for what can wait too, before it is signed
   */
  private Funds account(WalletState state, boolean waiting) {
    BigInteger needed = settings.reserve().value();
    Fees today = chain.fees();
    Wei price = settings.fees().first(today).maxFee();
    for (Outgoing outgoing : state.open()) {
      if (!outgoing.attempts().isEmpty()) {
        WalletEvent.TransactionSigned last = outgoing.attempts().getLast();
        needed = needed.add(cost(last.gasLimit(), last.maxFee()));
      } else if (waiting || !outgoing.intent().canWait()) {
        needed = needed.add(cost(settings.fees().gasLimit(VERDICT_GAS), price));
      }
    }
    return new Funds(
        signer.address(),
        chain.balance(signer.address()),
        new Wei(needed),
        today.baseFee(),
        settings.fees().maxFeeCap());
  }

  private static BigInteger cost(long gas, Wei price) {
    return price.value().multiply(BigInteger.valueOf(gas));
  }

  /** Does what is next for one intent. */
  Finding attend(WalletState state, Outgoing outgoing, ChainClock clock) {
    Finding finding = next(state, outgoing, clock);
    if (finding instanceof Finding.Fact fact && ends(fact.event())) {
      signedAt.remove(finding.intent());
      itsTurnSince.remove(finding.intent());
      displacedLooks.remove(finding.intent());
      withheldLooks.remove(finding.intent());
    }
    return finding;
  }

  private static boolean ends(WalletEvent event) {
    return event instanceof WalletEvent.IntentSettled
        || event instanceof WalletEvent.SettlementUndone
        || event instanceof WalletEvent.TransactionReverted
        || event instanceof WalletEvent.NonceDisplaced;
  }

  private Finding next(WalletState state, Outgoing outgoing, ChainClock clock) {
    if (!outgoing.attempts().isEmpty()) {
      return watch(state, outgoing, clock);
    }
    if (outgoing.gap().isPresent()) {
      return signed(
          outgoing,
          fill(outgoing.gap().getAsLong()).withFees(settings.fees().first(chain.fees())),
          true,
          clock);
    }
    return waits(state, outgoing, clock)
        ? new Finding.Nothing(outgoing.intent().id())
        : prepare(state, outgoing, clock);
  }

  /** Whether nothing is to be asked or signed for an intent now; told without the node. */
  boolean waits(WalletState state, Outgoing outgoing, ChainClock clock) {
    return outgoing.nonce().isEmpty()
        && (paused(outgoing, clock) || state.inFlight() >= most(outgoing.intent()));
  }

  /** What can wait leaves a place for verdicts. */
  private int most(SettlementIntent intent) {
    return intent.canWait() ? Math.max(1, settings.mostInFlight() - 1) : settings.mostInFlight();
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

  private Finding prepare(WalletState state, Outgoing outgoing, ChainClock clock) {
    SettlementIntent intent = outgoing.intent();
    if (intent.canWait() && postponed(account(state, true))) {
      return new Finding.Nothing(intent.id());
    }
    return switch (tried(intent)) {
      case Reverted reverted ->
          new Finding.Refused(
              intent.id(), reverted.reason(), Refusal.of(reverted.data(), reverted.reason()));
      case GasEstimate.Estimated estimated -> {
        OptionalLong nonce = nextNonce.after(state.usedNonces(), clock);
        yield nonce.isEmpty()
            ? new Finding.Nothing(intent.id())
            : signed(
                outgoing,
                call(intent, nonce.getAsLong(), settings.fees().gasLimit(estimated.gas()))
                    .withFees(settings.fees().first(chain.fees())),
                false,
                clock);
      }
    };
  }

  /** What has no deadline waits for money, and for a price that can be paid. */
  private static boolean postponed(Funds funds) {
    return funds.low() || funds.outpriced();
  }

  private GasEstimate tried(SettlementIntent intent) {
    CallOutcome simulated = chain.simulate(signer.address(), intent.to(), intent.data(), Wei.ZERO);
    return switch (simulated) {
      case Reverted reverted -> reverted;
      case CallOutcome.Succeeded succeeded ->
          intent.paidVerifier().isPresent() && succeeded.output().equals(FALSE)
              ? new Reverted(Bytes.EMPTY, "the token answers false")
              : chain.estimateGas(
                  signer.address(), Optional.of(intent.to()), intent.data(), Wei.ZERO);
    };
  }

  private UnsignedTransaction call(SettlementIntent intent, long nonce, long gasLimit) {
    return unpriced(nonce, intent.to(), intent.data(), gasLimit);
  }

  /** A transaction to ourselves, of nothing. */
  private UnsignedTransaction fill(long nonce) {
    Address self = signer.address();
    long gas =
        switch (chain.estimateGas(self, Optional.of(self), Bytes.EMPTY, Wei.ZERO)) {
          case GasEstimate.Estimated estimated -> estimated.gas();
          case Reverted reverted -> TRANSFER_GAS;
        };
    return unpriced(nonce, self, Bytes.EMPTY, settings.fees().gasLimit(gas));
  }

  private UnsignedTransaction unpriced(long nonce, Address to, Bytes data, long gasLimit) {
    return new UnsignedTransaction(
        settings.chainId(), nonce, Optional.of(to), data, Wei.ZERO, gasLimit, Wei.ZERO, Wei.ZERO);
  }

  private Finding signed(
      Outgoing outgoing, UnsignedTransaction transaction, boolean fill, ChainClock clock) {
    Hash32 id = outgoing.intent().id();
    SignedTransaction signed = Signing.sign(signer, transaction);
    signedAt.put(id, clock.head().number());
    itsTurnSince.remove(id);
    return new Finding.Fact(
        id,
        new WalletEvent.TransactionSigned(
            id,
            transaction.nonce(),
            signed.hash(),
            signed.raw(),
            transaction.gasLimit(),
            transaction.maxFee(),
            transaction.maxPriorityFee(),
            fill));
  }

  private Finding watch(WalletState state, Outgoing outgoing, ChainClock clock) {
    Hash32 id = outgoing.intent().id();
    long nonce = outgoing.attempts().getLast().nonce();
    Progress progress = sender.watch(signer.address(), nonce, outgoing.hashes());
    if (!(progress instanceof Progress.Displaced)) {
      displacedLooks.remove(id);
    }
    if (!(progress instanceof Progress.Withheld)) {
      withheldLooks.remove(id);
    }
    return switch (progress) {
      case Progress.Mined mined -> {
        itsTurnSince.remove(id);
        yield mined(outgoing, mined);
      }
      case Progress.NotMined notMined ->
          outgoing.unmined() ? offer(state, outgoing, notMined, clock) : gone(outgoing);
      case Progress.Displaced displaced -> displaced(outgoing, displaced);
      case Progress.Withheld withheld ->
          // Whoever used it, a gap is none any more.
          outgoing.gap().isPresent()
              ? displaced(outgoing, new Progress.Displaced(FinalityLevel.FINALIZED))
              : withheld(id, nonce, withheld.height());
    };
  }

  /** It may be of a node that lags: it is trouble only if it stays so. */
  private Finding withheld(Hash32 id, long nonce, long height) {
    return withheldLooks.merge(id, 1, Integer::sum) <= settings.replaceAfter()
        ? new Finding.Nothing(id)
        : new Finding.Unknown(
            id,
            ("nonce %d is used in the final block %d, and no endpoint tells by what; nothing is"
                    + " signed in its place until one does")
                .formatted(nonce, height));
  }

  private Finding mined(Outgoing outgoing, Progress.Mined mined) {
    Inclusion at = mined.inclusion();
    if (outgoing.settled().isPresent()) {
      return stands(outgoing, outgoing.settled().get(), mined);
    }
    boolean done = at.succeeded() && !outgoing.isFill(at.transaction());
    // Another nonce is signed only when nothing can bring this one's transactions back.
    FinalityLevel needed = done ? settings.level() : FinalityLevel.FINALIZED;
    if (mined.reached().reaches(needed)) {
      return new Finding.Fact(outgoing.intent().id(), end(outgoing, mined));
    }
    Hash32 id = outgoing.intent().id();
    boolean known = outgoing.mined().map(m -> m.block().equals(at.block())).orElse(false);
    return known
        ? new Finding.Nothing(id)
        : new Finding.Fact(
            id,
            new WalletEvent.TransactionMined(
                id, at.transaction(), at.block(), at.blockNumber(), at.succeeded()));
  }

  /**
   * What reverted although its simulation succeeded met another state in its block: it is simulated
   * again, after a pause.
   */
  private static WalletEvent end(Outgoing outgoing, Progress.Mined mined) {
    Hash32 id = outgoing.intent().id();
    Inclusion at = mined.inclusion();
    boolean fill = outgoing.isFill(at.transaction());
    if (fill && outgoing.gap().isEmpty()) {
      return new WalletEvent.NonceDisplaced(id, outgoing.attempts().getLast().nonce());
    }
    return at.succeeded() || fill
        ? settled(id, mined)
        : new WalletEvent.TransactionReverted(id, at.transaction(), at.block(), at.blockNumber());
  }

  private static WalletEvent settled(Hash32 id, Progress.Mined mined) {
    Inclusion at = mined.inclusion();
    return new WalletEvent.IntentSettled(
        id, at.transaction(), at.block(), at.blockNumber(), at.succeeded(), mined.reached());
  }

  /** Looks whether a settlement is still where it was, until that is final. */
  private static Finding stands(
      Outgoing outgoing, WalletEvent.IntentSettled settled, Progress.Mined mined) {
    Hash32 id = outgoing.intent().id();
    Inclusion at = mined.inclusion();
    if (!at.block().equals(settled.block())
        || !at.transaction().equals(settled.transaction())
        || at.succeeded() != settled.success()) {
      return new Finding.Fact(id, new WalletEvent.SettlementUndone(id, settled.transaction()));
    }
    return mined.reached() == FinalityLevel.FINALIZED
        ? new Finding.Fact(id, settled(id, mined))
        : new Finding.Nothing(id);
  }

  /** What was in a block is in none now, unless the node has not come so far. */
  private Finding gone(Outgoing outgoing) {
    Hash32 id = outgoing.intent().id();
    long height =
        outgoing
            .settled()
            .map(WalletEvent.IntentSettled::blockNumber)
            .or(() -> outgoing.mined().map(WalletEvent.TransactionMined::blockNumber))
            .orElseThrow();
    if (chain.block(height).isEmpty()) {
      return new Finding.Nothing(id);
    }
    return new Finding.Fact(
        id,
        outgoing
            .settled()
            .<WalletEvent>map(s -> new WalletEvent.SettlementUndone(id, s.transaction()))
            .orElseGet(
                () ->
                    new WalletEvent.TransactionUnmined(
                        id, outgoing.mined().orElseThrow().transaction())));
  }

  /**
   * None of ours has the nonce. That is believed once a final block says so and, because receipts
   * and the count may be of two nodes, once several looks in a row found it so; one of ours that
   * the block lists is no stranger's, whether its receipt is told or not.
   */
  private Finding displaced(Outgoing outgoing, Progress.Displaced displaced) {
    Hash32 id = outgoing.intent().id();
    if (displaced.reached() != FinalityLevel.FINALIZED) {
      displacedLooks.remove(id);
      // One node's count may be made up: what it says is no reason not to send.
      if (outgoing.unmined() && outgoing.attempts().getLast().fill() != outgoing.wanted()) {
        send(outgoing);
      }
      return new Finding.Nothing(id);
    }
    if (displacedLooks.merge(id, 1, Integer::sum) <= settings.replaceAfter()) {
      return new Finding.Nothing(id);
    }
    return new Finding.Fact(
        id,
        outgoing
            .settled()
            .<WalletEvent>map(s -> new WalletEvent.SettlementUndone(id, s.transaction()))
            .orElseGet(
                () -> new WalletEvent.NonceDisplaced(id, outgoing.attempts().getLast().nonce())));
  }

  /**
   * Sends the newest signed bytes, again if need be. Signs the nonce again, with higher fees, if it
   * is their turn and they are not mined for a while, or if the intent was given up or taken up
   * again.
   */
  private Finding offer(
      WalletState state, Outgoing outgoing, Progress.NotMined notMined, ChainClock clock) {
    Hash32 id = outgoing.intent().id();
    WalletEvent.TransactionSigned last = outgoing.attempts().getLast();
    if (last.fill() == outgoing.wanted()) {
      Optional<Finding> turned = turned(outgoing, last, clock);
      if (turned.isPresent()) {
        return turned.get();
      }
    }
    boolean itsTurn = notMined.next() == last.nonce();
    if (!itsTurn) {
      itsTurnSince.remove(id);
    }
    // What nobody wants and nobody waits for is not worth more than it bids.
    boolean raises = itsTurn && (outgoing.wanted() || state.waitsFor(last.nonce()));
    boolean stuck =
        itsTurn
            && clock.head().number()
                    - itsTurnSince.computeIfAbsent(id, unknown -> clock.head().number())
                >= settings.replaceAfter();
    return switch (send(outgoing)) {
      case Submission.Accepted accepted -> raisedIf(raises && stuck, outgoing, last, clock);
      case Submission.AlreadyKnown known -> raisedIf(raises && stuck, outgoing, last, clock);
      case Submission.Underpriced low -> raisedIf(raises, outgoing, last, clock);
      // Used by one of ours or by a stranger: the next look tells which.
      case Submission.NonceTooLow used -> new Finding.Nothing(id);
      // It is sent again after those before it.
      case Submission.NonceTooHigh early -> new Finding.Nothing(id);
      case Submission.InsufficientFunds funds -> new Finding.Nothing(id);
      case Submission.Refused refused -> new Finding.Nothing(id);
    };
  }

  /** Hands over the newest bytes. */
  private Submission send(Outgoing outgoing) {
    Submission answer = chain.send(outgoing.attempts().getLast().raw());
    if (answer instanceof Submission.InsufficientFunds funds) {
      fundsDue = Long.MIN_VALUE;
      log.noFunds(outgoing.intent().id(), funds.text());
    } else if (answer instanceof Submission.Refused refused) {
      log.notTaken(outgoing.intent().id(), refused.text());
    }
    return answer;
  }

  /**
   * A fill in place of a call that nobody wants any more, or a call in place of a fill: of the two,
   * having one nonce, one is mined. Empty if it cannot be, or not now.
   */
  private Optional<Finding> turned(
      Outgoing outgoing, WalletEvent.TransactionSigned last, ChainClock clock) {
    Optional<FeeBid> bid = raise(outgoing, last, clock);
    if (bid.isEmpty()) {
      return Optional.empty();
    }
    if (!outgoing.wanted()) {
      return Optional.of(signed(outgoing, fill(last.nonce()).withFees(bid.get()), true, clock));
    }
    return switch (tried(outgoing.intent())) {
      case Reverted reverted -> Optional.empty();
      case GasEstimate.Estimated estimated ->
          Optional.of(
              signed(
                  outgoing,
                  call(outgoing.intent(), last.nonce(), settings.fees().gasLimit(estimated.gas()))
                      .withFees(bid.get()),
                  false,
                  clock));
    };
  }

  /** What to offer instead; once a block, so that no node drives it up to the cap at once. */
  private Optional<FeeBid> raise(
      Outgoing outgoing, WalletEvent.TransactionSigned last, ChainClock clock) {
    Long before = signedAt.get(outgoing.intent().id());
    return before != null && before == clock.head().number()
        ? Optional.empty()
        : settings
            .fees()
            .replacement(new FeeBid(last.maxFee(), last.maxPriorityFee()), chain.fees());
  }

  private Finding raisedIf(
      boolean wanted, Outgoing outgoing, WalletEvent.TransactionSigned last, ChainClock clock) {
    Optional<FeeBid> bid = wanted ? raise(outgoing, last, clock) : Optional.empty();
    return bid.map(
            more ->
                signed(
                    outgoing,
                    (last.fill()
                            ? unpriced(last.nonce(), signer.address(), Bytes.EMPTY, last.gasLimit())
                            : call(outgoing.intent(), last.nonce(), last.gasLimit()))
                        .withFees(more),
                    last.fill(),
                    clock))
        .orElseGet(() -> new Finding.Nothing(outgoing.intent().id()));
  }
}
