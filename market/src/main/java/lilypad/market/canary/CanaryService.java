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
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.ChainResult;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.JobOffer;
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

  /**
   * How long an untargeted offer of which no deal was made is looked after: it may still be with the
   * solver, and a stranger who gets it counts on us.
   */
  private static final Duration OFFER_STANDS = Duration.ofDays(1);

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
    Address creator = oneOf(cast.creators());
    Address provider = oneOf(cast.providers());
    Wei tokens = market.most(provider);
    if (!amount.allows(book.all(), now(), coins, tokens)) {
      return new Beginning.Refused(
          "The amount for 24 hours is used up",
          "Wait, or raise lilypad.canaries.most-a-day if you mean to spend more");
    }
    Optional<String> shortage = market.shortage(creator, provider);
    if (shortage.isPresent()) {
      return new Beginning.Refused(
          shortage.get(), "Send it tokens, or lower the prices of lilypad.canaries");
    }
    KnownJob job = nextJob();
    boolean right = random.nextLong(1_000_000_000L) >= plan.wrongClaims().billionths();
    long run = run(job);
    JobOffer offer = market.offer(job, creator, provider);
    Canary canary =
        new Canary(
            DealIds.jobOffer(offer).toString(),
            Optional.empty(),
            job.name(),
            job.result(),
            creator,
            provider,
            Canary.Machine.DUE,
            right ? job.result() : invented(),
            right,
            new Canary.Timing(now(), now() + plan.machineAfter().seconds(random), run, judged()),
            new Canary.Spending(coins, Wei.ZERO),
            tokens,
            false);
    book.put(canary, now());
    log.begun(canary);
    market.post(offer);
    return posted(canary);
  }

  /**
   * How long a run of ours takes in the others' eyes: as long as one of theirs did, if they show
   * enough of them.
   */
  private long run(KnownJob job) throws InterruptedException {
    if (plan.learnFrom() > 0) {
      try {
        List<Long> seen = market.runs(job);
        if (seen.size() >= plan.learnFrom()) {
          return seen.get(random.nextInt(seen.size()));
        }
      } catch (SolverRefusal e) {
        log.noDurations(job.name(), String.valueOf(e.getMessage()));
      }
    }
    return plan.run().seconds(random);
  }

  private Beginning posted(Canary canary) throws InterruptedException {
    Canary dealt = awaitDeal(canary);
    if (dealt.deal().isEmpty()) {
      log.stands(dealt);
      return isStopped()
          ? new Beginning.Refused(
              "It was stopped before the solver made a deal of its offers", "Start it again")
          : new Beginning.Refused(
              "The solver made no deal of its offers within " + plan.matchWithin(),
              "See that the solver matches offers at the prices of lilypad.market.terms");
    }
    tend(dealt);
    return book.open().stream().anyMatch(open -> open.offer().equals(canary.offer()))
        ? new Beginning.Begun(canary.offer())
        : new Beginning.Refused(
            "The contracts take the agreement of neither party; the log says why",
            "See that the accounts of lilypad.canaries have tokens and coins");
  }

  private Canary awaitDeal(Canary canary) throws InterruptedException {
    Instant end = clock.instant().plus(plan.matchWithin());
    Canary latest = canary;
    boolean waiting = true;
    while (waiting) {
      Optional<Canary> next = sought(latest);
      latest = next.orElse(latest);
      waiting =
          latest.deal().isEmpty()
              && (next.isPresent() || (clock.instant().isBefore(end) && !pause(plan.poll())));
    }
    return latest;
  }

  /**
   * Looks for the deal that was made of a job's offer, and has a machine of ours come for it when
   * that is due; empty if there is nothing new. The job waits for anybody's machine, as everybody's
   * jobs do: whoever is given it has it.
   */
  private Optional<Canary> sought(Canary canary) throws InterruptedException {
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
  void tend() throws InterruptedException {
    for (Canary canary : book.open()) {
      if (isStopped()) {
        return;
      }
      tend(canary);
    }
  }

  private void tend(Canary begun) throws InterruptedException {
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
        NextStep.of(
            canary, onChain, market.agreement(deal), market.time(), () -> claimed(deal));
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
        drop(canary, "the time to agree is over");
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
        String claim = claimed(deal);
        Canary after = paid(canary, market.check(canary.creator(), deal));
        log.checked(after, claim);
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
          Canary over = canary.ended(tokensPaid(canary, onChain, ended.state()));
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

  private String claimed(DealId deal) {
    return market.result(deal).map(ChainResult::claim).orElse("");
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
    Canary after = paid(canary, market.agreeCreator(canary.creator(), call));
    log.agreed(after);
    return Optional.of(after);
  }

  /**
   * Nobody has agreed yet; after a start nobody will. A node that is behind does not have what both
   * agreed to, and stakes are in it: it has to be well past the beginning.
   */
  private Optional<Canary> fresh(Canary canary, DealId deal) {
    LilypadCall.Agree call = matched.get(deal);
    if (call == null) {
      forgotten(canary);
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

  private void forgotten(Canary canary) {
    long begun = canary.timing().begun();
    if (market.time() < begun + plan.matchWithin().toSeconds() + BEHIND.toSeconds()) {
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

  private void drop(Canary canary, String why) {
    book.drop(canary);
    canary.deal().ifPresent(matched::remove);
    log.dropped(canary, why);
  }
}
