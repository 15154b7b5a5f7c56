package lilypad.market.canary;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import lilypad.chain.rpc.RpcFault;
import lilypad.market.contracts.ReadRefused;
import lilypad.market.solver.SolverRefusal;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
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

  private final OpenCanaries open;

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
    this.open = new OpenCanaries(cast, market, book, random, clock, log, this::isStopped);
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
      open.tend();
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
    open.tend();
    switch (begin()) {
      case Beginning.Refused refused -> throw new CannotGoOn(refused.why(), refused.remedy());
      case Beginning.Begun begun -> {
        while (isGoing(begun.offer()) && !pause(plan.poll())) {
          open.tend();
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

  /** Sees to all that are open. */
  void tend() throws InterruptedException {
    open.tend();
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
    try {
      market.post(offer);
    } catch (SolverRefusal e) {
      // Whether it left the house is not known: a machine of ours might get a stranger's job.
      book.put(canary.offered(), now());
      throw e;
    }
    return posted(canary);
  }

  /**
   * How long a run of ours takes in the others' eyes: as long as one of theirs did, if they show
   * enough of them. One that all but used up the time to claim is no example: a claim of ours that
   * came as late would stand out, or be too late.
   */
  private long run(KnownJob job) throws InterruptedException {
    if (plan.learnFrom() > 0) {
      try {
        List<Long> seen =
            market.runs(job).stream()
                .filter(took -> took <= plan.longestRun().toSeconds())
                .toList();
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
    open.tend(dealt);
    return book.open().stream().anyMatch(one -> one.offer().equals(canary.offer()))
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
      Optional<Canary> next = open.sought(latest);
      latest = next.orElse(latest);
      waiting =
          latest.deal().isEmpty()
              && (next.isPresent() || (clock.instant().isBefore(end) && !pause(plan.poll())));
    }
    return latest;
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
}
