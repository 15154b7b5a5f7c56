package lilypad.market.canary;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.CallReverted;
import lilypad.chain.send.TransactionFailed;
import lilypad.market.contracts.ReadRefused;
import lilypad.market.solver.SolverRefusal;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.DealIds;
import lilypad.verifier.config.KnownJob;

/**
 * Brings canaries to the market at random times and sees each to its end. What is open is written
 * down before anything of it is on chain, and what is next is read off the chain: it may be stopped
 * at any point. One thread runs it; {@link #stop} is for others.
 */
final class CanaryService {

  /** After a step that failed. */
  private static final Duration AGAIN = Duration.ofSeconds(30);

  /** How much younger than a canary's offers the chain has to be to say that nothing is on it. */
  private static final Duration BEHIND = Duration.ofMinutes(10);

  /** What became of the wish for one more. */
  sealed interface Beginning {
    record Begun(String offer) implements Beginning {}

    record Refused(String why, String remedy) implements Beginning {}
  }

  /**
   * Who and what canaries are made of.
   *
   * @param jobs with their results
   * @param creators who pays
   * @param providers who claims
   */
  record Cast(List<KnownJob> jobs, List<Address> creators, List<Address> providers) {
    Cast {
      jobs = List.copyOf(jobs);
      creators = List.copyOf(creators);
      providers = List.copyOf(providers);
    }
  }

  private final CanaryPlan plan;
  private final Cast cast;
  private final CanaryMarket market;
  private final CanaryBook book;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final CanaryLog log;
  private final Arrivals arrivals;
  private final DaysAmount amount;
  private final CountDownLatch stop = new CountDownLatch(1);

  /** What both parties were to agree to when the service was last seen alive. */
  private final Map<DealId, LilypadCall.Agree> matched = new HashMap<>();

  private final Map<String, Instant> again = new HashMap<>();

  /** Each job comes once before any comes again. */
  private final List<KnownJob> deck = new ArrayList<>();

  CanaryService(
      CanaryPlan plan,
      Cast cast,
      CanaryMarket market,
      CanaryBook book,
      RandomGenerator random,
      InstantSource clock,
      CanaryLog log) {
    this.plan = plan;
    this.cast = cast;
    this.market = market;
    this.book = book;
    this.random = random;
    this.clock = clock;
    this.log = log;
    this.arrivals = new Arrivals(plan.aDay(), random);
    this.amount = new DaysAmount(plan.mostCoins(), plan.mostTokens());
  }

  /** Has the loop end after the step that it is at. */
  void stop() {
    stop.countDown();
  }

  /** Brings canaries until it is stopped. */
  void run() throws InterruptedException {
    log.ready(
        cast.jobs().size(),
        cast.creators().size(),
        cast.providers().size(),
        plan.aDay(),
        book.open().size());
    Instant due = clock.instant().plus(arrivals.next());
    boolean going = true;
    while (going) {
      tend();
      if (!clock.instant().isBefore(due)) {
        if (begin() instanceof Beginning.Refused refused) {
          log.noCanary(refused.why());
        }
        due = clock.instant().plus(arrivals.next());
      }
      Duration untilDue = Duration.between(clock.instant(), due);
      going = !pause(untilDue.compareTo(plan.poll()) < 0 ? untilDue : plan.poll());
    }
    log.stopped(book.open().size());
  }

  /**
   * Brings one canary now, and sees it to the acceptance of its claim.
   *
   * @throws CannotGoOn if none could be brought, with the remedy
   */
  void once() throws InterruptedException {
    tend();
    switch (begin()) {
      case Beginning.Refused refused -> throw new CannotGoOn(refused.why(), refused.remedy());
      case Beginning.Begun begun -> {
        while (isGoing(begun.offer()) && !pause(plan.poll())) {
          tend();
        }
      }
    }
    log.stopped(book.open().size());
  }

  private boolean isGoing(String offer) {
    return book.open().stream()
        .filter(canary -> canary.offer().equals(offer))
        .anyMatch(canary -> !isEnded(canary));
  }

  /** While the chain gives no answer, it has not. */
  private boolean isEnded(Canary canary) {
    try {
      return canary.deal().map(deal -> market.agreement(deal).state().terminal()).orElse(false);
    } catch (RpcFault | ReadRefused e) {
      log.trouble(canary, String.valueOf(e.getMessage()), plan.poll());
      return false;
    }
  }

  private boolean isStopped() {
    return stop.getCount() == 0;
  }

  /** Whether it is to stop. */
  private boolean pause(Duration time) throws InterruptedException {
    return stop.await(Math.max(0, time.toMillis()), TimeUnit.MILLISECONDS);
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  /** One more, if the day's amount allows it: up to its claim, if nothing comes between. */
  Beginning begin() throws InterruptedException {
    try {
      return bring();
    } catch (SolverRefusal e) {
      return new Beginning.Refused(
          "The solver gave no usable answer: " + e.getMessage(),
          "See that it runs and lilypad.canaries.solver names it");
    } catch (RpcFault | ReadRefused e) {
      return new Beginning.Refused(
          "The chain's node gave no usable answer: " + e.getMessage(),
          "See that it runs and lilypad.canaries.chain.rpc names it");
    }
  }

  private Beginning bring() throws InterruptedException {
    Wei coins = market.coinsForOne();
    if (!amount.allows(book.all(), now(), coins, market.price())) {
      return new Beginning.Refused(
          "The amount for 24 hours is used up",
          "Wait, or raise lilypad.canaries.most-a-day if you mean to spend more");
    }
    KnownJob job = nextJob();
    boolean right = random.nextLong(1_000_000_000L) >= plan.wrongClaims().billionths();
    Address creator = oneOf(cast.creators());
    Address provider = oneOf(cast.providers());
    CanaryMarket.Offers offers = market.offers(job, creator, provider);
    Canary canary =
        new Canary(
            DealIds.jobOffer(offers.job()).toString(),
            Optional.empty(),
            job.name(),
            creator,
            provider,
            right ? job.result() : invented(),
            right,
            now(),
            judged(),
            new Canary.Spending(coins, Wei.ZERO),
            market.price(),
            false);
    book.put(canary, now());
    log.begun(canary);
    return posted(canary, offers);
  }

  private Beginning posted(Canary canary, CanaryMarket.Offers offers) throws InterruptedException {
    Optional<LilypadCall.Agree> deal;
    try {
      market.post(offers);
      deal = awaitDeal(offers);
    } catch (SolverRefusal e) {
      drop(canary, String.valueOf(e.getMessage()));
      throw e;
    }
    if (deal.isEmpty() && isStopped()) {
      return new Beginning.Refused(
          "It was stopped before the solver made a deal of its offers", "Start it again");
    }
    if (deal.isEmpty()) {
      String why = "The solver made no deal of its offers within " + plan.matchWithin();
      drop(canary, why);
      return new Beginning.Refused(
          why, "See that the solver matches offers at the prices of lilypad.market.terms");
    }
    DealId id = deal.get().dealId();
    log.matched(canary, id);
    matched.put(id, deal.get());
    book.put(canary.with(id), now());
    tend(canary.with(id));
    return book.open().stream().anyMatch(open -> open.offer().equals(canary.offer()))
        ? new Beginning.Begun(canary.offer())
        : new Beginning.Refused(
            "The contracts take the agreement of neither party; the log says why",
            "See that the accounts of lilypad.canaries have tokens and coins");
  }

  private Optional<LilypadCall.Agree> awaitDeal(CanaryMarket.Offers offers)
      throws InterruptedException {
    Instant end = clock.instant().plus(plan.matchWithin());
    Optional<LilypadCall.Agree> deal = market.deal(offers);
    while (deal.isEmpty() && clock.instant().isBefore(end) && !pause(plan.poll())) {
      deal = market.deal(offers);
    }
    return deal;
  }

  private KnownJob nextJob() {
    if (deck.isEmpty()) {
      deck.addAll(cast.jobs());
      for (int last = deck.size() - 1; last > 0; last--) {
        Collections.swap(deck, last, random.nextInt(last + 1));
      }
    }
    return deck.removeLast();
  }

  private Address oneOf(List<Address> accounts) {
    return accounts.get(random.nextInt(accounts.size()));
  }

  private int judged() {
    int earliest = plan.judgeEarliest().thousandths();
    return earliest + random.nextInt(plan.judgeLatest().thousandths() - earliest + 1);
  }

  /**
   * A content id like any other, behind which nothing stands. By pure chance: one that could be
   * reckoned from the deal would tell a canary.
   */
  private Cid invented() {
    byte[] digest = new byte[32];
    random.nextBytes(digest);
    return new Cid(Hash32.of(digest));
  }

  /** Sees to all that are open. */
  void tend() {
    for (Canary canary : book.open()) {
      if (isStopped()) {
        return;
      }
      tend(canary);
    }
  }

  private void tend(Canary begun) {
    if (clock.instant().isBefore(again.getOrDefault(begun.offer(), Instant.MIN))) {
      return;
    }
    again.remove(begun.offer());
    Canary canary = begun;
    try {
      Optional<Canary> after = Optional.of(canary);
      while (after.isPresent() && !isStopped()) {
        canary = after.get();
        after = stepped(canary);
      }
    } catch (TransactionFailed e) {
      // It may have cost something, or still will.
      book.put(canary.paying(canary.coins().reserved()), now());
      again.put(canary.offer(), clock.instant().plus(AGAIN));
      log.trouble(canary, String.valueOf(e.getMessage()), AGAIN);
    } catch (CallReverted | RpcFault | ReadRefused e) {
      again.put(canary.offer(), clock.instant().plus(AGAIN));
      log.trouble(canary, String.valueOf(e.getMessage()), AGAIN);
    }
  }

  /** Does what is next; empty if that is to wait, or nothing. */
  private Optional<Canary> stepped(Canary canary) {
    if (canary.deal().isEmpty()) {
      drop(canary, "no deal was made of it before the service stopped");
      return Optional.empty();
    }
    DealId deal = canary.deal().get();
    NextStep next =
        NextStep.of(canary, market.onChain(deal), market.agreement(deal), market.time());
    if (next.sends() && isSending(canary)) {
      again.put(canary.offer(), clock.instant().plus(AGAIN));
      log.trouble(canary, "a transaction of its accounts is still on its way", AGAIN);
      return Optional.empty();
    }
    return switch (next) {
      case NextStep.Unknown unknown -> fresh(canary, deal);
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
          book.put(canary.ended(), now());
          matched.remove(deal);
          log.ended(canary, ended.state());
        }
        yield Optional.empty();
      }
    };
  }

  /** What was sent and is not mined may do the step yet: sent again, it would cost and fail. */
  private boolean isSending(Canary canary) {
    return market.sending(canary.creator()) || market.sending(canary.provider());
  }

  /**
   * Nobody has agreed yet; after a start nobody will. A node that is behind does not have what both
   * agreed to, and stakes are in it: it has to be well past the beginning.
   */
  private Optional<Canary> fresh(Canary canary, DealId deal) {
    LilypadCall.Agree call = matched.get(deal);
    if (call == null) {
      if (market.time() < canary.begun() + plan.matchWithin().toSeconds() + BEHIND.toSeconds()) {
        again.put(canary.offer(), clock.instant().plus(AGAIN));
      } else {
        drop(canary, "nobody had agreed to it before the service stopped");
      }
      return Optional.empty();
    }
    try {
      return Optional.of(agreed(canary, call, true, true));
    } catch (CallReverted e) {
      if (market.onChain(deal).isPresent() || hasPaid(canary)) {
        throw e;
      }
      drop(canary, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private boolean hasPaid(Canary canary) {
    return book.open().stream()
        .filter(open -> open.offer().equals(canary.offer()))
        .anyMatch(open -> !open.coins().spent().equals(Wei.ZERO));
  }

  private Canary agreed(
      Canary canary, LilypadCall.Agree call, boolean byProvider, boolean byCreator) {
    Canary after = canary;
    if (byCreator) {
      after = paid(after, market.agreeCreator(canary.creator(), call));
    }
    if (byProvider) {
      after = paid(after, market.agreeProvider(canary.provider(), call));
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

  private void drop(Canary canary, String why) {
    book.drop(canary);
    canary.deal().ifPresent(matched::remove);
    log.dropped(canary, why);
  }
}
