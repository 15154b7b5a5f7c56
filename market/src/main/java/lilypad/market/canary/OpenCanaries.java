package lilypad.market.canary;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.CallReverted;
import lilypad.chain.send.TransactionFailed;
import lilypad.market.contracts.ReadRefused;
import lilypad.market.solver.SolverRefusal;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.ChainResult;
import lilypad.protocol.abi.LilypadCall;

/**
 * The canaries that are open. What is next for one is read off the chain each time, or asked of the
 * solver while there is no deal; each step is written down once it is mined.
 */
final class OpenCanaries {

  /** After a step that failed. */
  private static final Duration AGAIN = Duration.ofSeconds(30);

  /** How much younger than the service the chain has to be to say that nothing of ours is on it. */
  private static final Duration BEHIND = Duration.ofMinutes(10);

  /**
   * How long an untargeted offer of which no deal was made is looked after: it may still be with
   * the solver, and a stranger who gets it counts on us.
   */
  private static final Duration OFFER_STANDS = Duration.ofDays(1);

  private final CanaryService.Cast cast;
  private final CanaryMarket market;
  private final CanaryBook book;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final CanaryLog log;
  private final BooleanSupplier stopped;

  /** What the parties were to agree to when the service was last seen alive. */
  private final Map<DealId, LilypadCall.Agree> matched = new HashMap<>();

  private final Map<String, Instant> again = new HashMap<>();

  /** What an earlier service agreed to, it agreed to before. */
  private final long started;

  /**
   * @param stopped whether no step is to begin any more
   */
  OpenCanaries(
      CanaryService.Cast cast,
      CanaryMarket market,
      CanaryBook book,
      RandomGenerator random,
      InstantSource clock,
      CanaryLog log,
      BooleanSupplier stopped) {
    this.cast = cast;
    this.market = market;
    this.book = book;
    this.random = random;
    this.clock = clock;
    this.log = log;
    this.stopped = stopped;
    this.started = clock.instant().getEpochSecond();
  }

  /** Sees to all that are open. */
  void tend() throws InterruptedException {
    for (Canary canary : book.open()) {
      if (stopped.getAsBoolean()) {
        return;
      }
      tend(canary);
    }
  }

  /** Does for one what can be done now. */
  void tend(Canary begun) throws InterruptedException {
    if (clock.instant().isBefore(again.getOrDefault(begun.offer(), Instant.MIN))) {
      return;
    }
    again.remove(begun.offer());
    Canary canary = begun;
    try {
      Optional<Canary> after = Optional.of(canary);
      while (after.isPresent() && !stopped.getAsBoolean()) {
        canary = after.get();
        after = stepped(canary);
      }
    } catch (TransactionFailed e) {
      // It may have cost something, or still will.
      book.put(canary.paying(canary.coins().reserved()), now());
      again.put(canary.offer(), clock.instant().plus(AGAIN));
      log.trouble(canary, String.valueOf(e.getMessage()), AGAIN);
    } catch (CallReverted | RpcFault | ReadRefused | SolverRefusal e) {
      again.put(canary.offer(), clock.instant().plus(AGAIN));
      log.trouble(canary, String.valueOf(e.getMessage()), AGAIN);
    }
  }

  /** Does what is next; empty if that is to wait, or nothing. */
  private Optional<Canary> stepped(Canary canary) throws InterruptedException {
    if (canary.deal().isEmpty()) {
      Optional<Canary> next = sought(canary);
      if (next.isEmpty() && now() > canary.timing().begun() + OFFER_STANDS.toSeconds()) {
        drop(canary, "no deal was made of it within " + OFFER_STANDS.toHours() + " hours");
      }
      return next;
    }
    DealId deal = canary.deal().get();
    Optional<ChainDeal> onChain = market.onChain(deal);
    NextStep next =
        NextStep.of(canary, onChain, market.agreement(deal), market.time(), () -> claimed(deal));
    if (next.sends() && isSending(canary)) {
      again.put(canary.offer(), clock.instant().plus(AGAIN));
      log.trouble(canary, "a transaction of its accounts is still on its way", AGAIN);
      return Optional.empty();
    }
    return switch (next) {
      case NextStep.Unknown unknown ->
          canary.isStrangers() ? joined(canary, deal) : fresh(canary, deal);
      case NextStep.Join join -> joined(canary, deal);
      case NextStep.Missed missed -> {
        book.put(canary.ended(Wei.ZERO, now()), now());
        matched.remove(deal);
        log.dropped(canary, "the time to agree is over");
        yield Optional.empty();
      }
      case NextStep.Agree agree ->
          Optional.of(agreed(canary, agree.call(), agree.provider(), agree.creator()));
      case NextStep.GiveUp giveUp -> {
        log.tooLate(canary);
        yield Optional.of(
            paid(
                canary,
                giveUp.byProvider()
                    ? market.giveUpByProvider(canary.provider(), deal)
                    : market.giveUpByCreator(canary.creator(), deal)));
      }
      case NextStep.Claim claim -> {
        Canary after = paid(canary, market.claim(canary.provider(), deal, canary.claim()));
        log.claimed(after);
        yield Optional.of(after);
      }
      case NextStep.EndRun endRun ->
          Optional.of(paid(canary, market.endRun(canary.creator(), deal)));
      case NextStep.Check check -> {
        Canary after = paid(canary, market.check(canary.creator(), deal));
        log.checked(after, check.claimed());
        yield Optional.of(after);
      }
      case NextStep.Accept accept -> {
        Canary after = paid(canary, market.accept(canary.creator(), deal));
        log.accepted(after);
        yield Optional.of(after);
      }
      case NextStep.EndCheck endCheck ->
          Optional.of(paid(canary, market.endCheck(canary.creator(), deal)));
      case NextStep.Wait wait -> Optional.empty();
      case NextStep.Ended ended -> {
        if (market.endedForGood(deal)) {
          Canary over = canary.ended(tokensPaid(canary, onChain, ended.state()), now());
          book.put(over, now());
          matched.remove(deal);
          log.ended(over, ended.state());
        }
        yield Optional.empty();
      }
    };
  }

  /** What was sent and is not mined may do the step yet: sent again, it would cost and fail. */
  private boolean isSending(Canary canary) {
    return market.sending(canary.creator())
        || (!canary.isStrangers() && market.sending(canary.provider()));
  }

  private Optional<String> claimed(DealId deal) {
    return market.result(deal).map(ChainResult::claim);
  }

  /** What one of ours pays another of ours is known; what a stranger cost follows from the deal. */
  private Wei tokensPaid(Canary canary, Optional<ChainDeal> terms, AgreementState state) {
    if (!canary.isStrangers() || terms.isEmpty()) {
      return canary.tokens();
    }
    DealId deal = terms.get().dealId();
    return CreatorsCost.of(
        terms.get(), state, market.result(deal), market.mediator(deal).orElse(Address.ZERO));
  }

  /**
   * A stranger's machine has the job, and our creator agrees to what it offered itself. After a
   * start the solver is asked once more what that was.
   */
  private Optional<Canary> joined(Canary canary, DealId deal) throws InterruptedException {
    LilypadCall.Agree call = matched.get(deal);
    if (call == null) {
      Optional<LilypadCall.Agree> told =
          market.match(canary).filter(same -> same.dealId().equals(deal));
      told.ifPresentOrElse(same -> matched.put(deal, same), () -> forgotten(canary));
      return told.map(same -> canary);
    }
    return unlessRefused(
        canary,
        deal,
        () -> {
          Canary after = paid(canary, market.agreeCreator(canary.creator(), call));
          log.agreed(after);
          return after;
        });
  }

  /**
   * Nobody has agreed yet; after a start nobody will. A node that is behind does not have what both
   * agreed to, and stakes are in it: it has to be well past the start.
   */
  private Optional<Canary> fresh(Canary canary, DealId deal) {
    LilypadCall.Agree call = matched.get(deal);
    if (call == null) {
      forgotten(canary);
      return Optional.empty();
    }
    return unlessRefused(canary, deal, () -> agreed(canary, call, true, true));
  }

  /** Where the contracts take nobody's agreement, nothing is on chain. */
  private Optional<Canary> unlessRefused(Canary canary, DealId deal, Supplier<Canary> agreement) {
    try {
      return Optional.of(agreement.get());
    } catch (CallReverted e) {
      if (market.onChain(deal).isPresent() || hasPaid(canary)) {
        throw e;
      }
      drop(canary, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void forgotten(Canary canary) {
    if (market.time() < started + BEHIND.toSeconds()) {
      again.put(canary.offer(), clock.instant().plus(AGAIN));
    } else {
      drop(canary, "nobody had agreed to it before the service stopped");
    }
  }

  private boolean hasPaid(Canary canary) {
    return book.open().stream()
        .filter(open -> open.offer().equals(canary.offer()))
        .anyMatch(open -> !open.coins().spent().equals(Wei.ZERO));
  }

  private Canary agreed(
      Canary canary, LilypadCall.Agree call, boolean byProvider, boolean byCreator) {
    // Parties that know nothing of each other agree in any order.
    boolean creatorFirst = random.nextBoolean();
    Canary after = canary;
    if (byCreator && creatorFirst) {
      after = paid(after, market.agreeCreator(canary.creator(), call));
    }
    if (byProvider) {
      after = paid(after, market.agreeProvider(canary.provider(), call));
    }
    if (byCreator && !creatorFirst) {
      after = paid(after, market.agreeCreator(canary.creator(), call));
    }
    log.agreed(after);
    return after;
  }

  private Canary paid(Canary canary, TransactionReceipt receipt) {
    Wei cost =
        new Wei(
            receipt.effectiveGasPrice().value().multiply(BigInteger.valueOf(receipt.gasUsed())));
    Canary after = canary.paying(cost);
    book.put(after, now());
    return after;
  }

  /**
   * Looks for the deal that was made of a job's offer, and has a machine of ours come for it when
   * that is due; empty if there is nothing new. The job waits for anybody's machine, as everybody's
   * jobs do: whoever is given it has it.
   */
  Optional<Canary> sought(Canary canary) throws InterruptedException {
    Optional<LilypadCall.Agree> deal = market.match(canary);
    if (deal.isPresent()) {
      Canary dealt = dealt(canary, deal.get());
      matched.put(deal.get().dealId(), deal.get());
      book.put(dealt, now());
      return Optional.of(dealt);
    }
    if (canary.machine() == Canary.Machine.DUE && now() >= canary.timing().machine()) {
      Canary offered = canary.offered();
      book.put(offered, now());
      market.postMachine(canary.provider());
      return Optional.of(offered);
    }
    return Optional.empty();
  }

  private Canary dealt(Canary canary, LilypadCall.Agree deal) {
    Address provider = deal.members().resourceProvider();
    if (cast.providers().contains(provider)) {
      Canary ours = canary.with(deal.dealId(), provider, market.price(provider));
      log.matched(ours);
      return ours;
    }
    Canary taken = canary.takenBy(deal.dealId(), provider);
    log.taken(taken);
    return taken;
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  private void drop(Canary canary, String why) {
    book.drop(canary);
    canary.deal().ifPresent(matched::remove);
    log.dropped(canary, why);
  }
}
