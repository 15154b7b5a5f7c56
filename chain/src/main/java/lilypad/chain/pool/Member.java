package lilypad.chain.pool;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import lilypad.chain.rpc.EvmChain;

/**
 * An endpoint and what is known about it. Times are nanoseconds of the pool's clock. Thread safe.
 */
final class Member {

  private final Endpoint endpoint;
  private final String name;
  private final PoolSettings settings;
  private final RateLimit limit;
  private final AtomicBoolean looking = new AtomicBoolean();

  private Optional<Capabilities> capabilities = Optional.empty();
  private boolean admitted;
  private int failures;
  private int refusals;
  private boolean paused;
  private long pausedUntil;
  private long unwantedUntil = Long.MIN_VALUE;
  private boolean quarantined;
  private Optional<Long> quarantinedUntil = Optional.empty();
  private OptionalLong head = OptionalLong.empty();
  private OptionalLong behindSince = OptionalLong.empty();
  private long behind;
  private Optional<String> trouble = Optional.empty();
  private long troubledAt;

  /**
   * @param name the endpoint's URL, or what tells two of the same URL apart
   */
  Member(Endpoint endpoint, String name, PoolSettings settings) {
    this.endpoint = endpoint;
    this.name = name;
    this.settings = settings;
    this.limit = new RateLimit(settings.requestsPerSecond());
  }

  String url() {
    return name;
  }

  boolean isOf(String url) {
    return endpoint.url().equals(url);
  }

  EvmChain chain() {
    return endpoint.chain();
  }

  Capabilities probe() {
    return endpoint.probe().get();
  }

  RateLimit limit() {
    return limit;
  }

  /** Takes the only place of those who look how it is; give it back with {@link #looked}. */
  boolean look() {
    return looking.compareAndSet(false, true);
  }

  void looked() {
    looking.set(false);
  }

  synchronized void admit(Capabilities found) {
    admitted = true;
    capabilities = Optional.of(found);
  }

  synchronized boolean isAdmitted() {
    return admitted;
  }

  /** Whether it may be asked for what matters: admitted, not paused, not in quarantine. */
  synchronized boolean isFit(long now) {
    return admitted && !paused && !isQuarantined(now);
  }

  /** Whether its pause has ended, so that somebody may look whether it answers. */
  synchronized boolean isToBeTried(long now) {
    return !isQuarantined(now) && (!paused || now >= pausedUntil) && now >= unwantedUntil;
  }

  /** Whether it asked to be left alone. */
  synchronized boolean isUnwanted(long now) {
    return now < unwantedUntil;
  }

  synchronized long pausedUntil() {
    return pausedUntil;
  }

  synchronized boolean isQuarantined(long now) {
    if (quarantined && quarantinedUntil.isPresent() && now >= quarantinedUntil.get()) {
      quarantined = false;
      // It starts from nothing: first it has to serve our chain.
      admitted = false;
      head = OptionalLong.empty();
      behindSince = OptionalLong.empty();
    }
    return quarantined;
  }

  /** It answered. Whether it had been paused. */
  synchronized boolean succeeded() {
    boolean returns = paused;
    failures = 0;
    refusals = 0;
    paused = false;
    return returns;
  }

  /**
   * It failed: how long it is left alone for. Empty if it was left alone already: what several
   * readers find out at the same time is one failure.
   */
  synchronized Optional<PoolEvent.Paused> failed(
      String why, Optional<Duration> retryAfter, long now) {
    troubled(why, now);
    if (paused && now < pausedUntil && retryAfter.isEmpty()) {
      return Optional.empty();
    }
    failures++;
    Duration pause = pause(failures);
    if (retryAfter.isPresent()) {
      Duration wanted = shorter(retryAfter.get(), settings.longestPause());
      unwantedUntil = now + wanted.toNanos();
      pause = wanted.compareTo(pause) > 0 ? wanted : pause;
    }
    paused = true;
    pausedUntil = now + pause.toNanos();
    return Optional.of(new PoolEvent.Paused(url(), why, pause, failures));
  }

  private Duration pause(int failed) {
    Duration pause = settings.firstPause();
    for (int i = 1; i < failed && pause.compareTo(settings.longestPause()) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return shorter(pause, settings.longestPause());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** It refused a question that another endpoint might answer; how many in a row that makes. */
  synchronized int refused() {
    return ++refusals;
  }

  synchronized void quarantine(String why, long now) {
    quarantined = true;
    quarantinedUntil = settings.quarantine().map(time -> now + time.toNanos());
    troubled(why, now);
  }

  /** Notes what went wrong; whether that is another trouble than the last one. */
  synchronized boolean troubled(String why, long now) {
    boolean other = !trouble.equals(Optional.of(why));
    trouble = Optional.of(why);
    troubledAt = now;
    return other;
  }

  /** Its head as it just told it, beside the best one known. */
  synchronized void headSeen(long number, long best, long now) {
    head = OptionalLong.of(number);
    behind = Math.max(0, best - number);
    if (behind <= settings.lateBlocks()) {
      behindSince = OptionalLong.empty();
    } else if (behindSince.isEmpty()) {
      behindSince = OptionalLong.of(now);
    }
  }

  synchronized OptionalLong head() {
    return head;
  }

  synchronized boolean isLate(long now) {
    return behindSince.isPresent() && now - behindSince.getAsLong() >= settings.lateFor().toNanos();
  }

  /** Why it is not read from, in words that follow its name. */
  synchronized String reason(long now) {
    if (isQuarantined(now)) {
      return "is in quarantine";
    }
    if (now < unwantedUntil) {
      return "wants to be left alone for another "
          + Duration.ofNanos(unwantedUntil - now).toSeconds()
          + " s";
    }
    if (paused || !admitted) {
      return "does not answer usably (" + trouble.orElse("not asked yet") + ")";
    }
    return isLate(now)
        ? "is " + behind + " blocks behind"
        : "has a head below one that was given already";
  }

  synchronized EndpointStatus status(boolean inUse, long now) {
    return new EndpointStatus(
        url(),
        state(inUse, now),
        head,
        trouble,
        trouble.map(text -> Duration.ofNanos(Math.max(0, now - troubledAt))),
        capabilities);
  }

  private EndpointState state(boolean inUse, long now) {
    if (isQuarantined(now)) {
      return EndpointState.QUARANTINED;
    }
    if (!admitted) {
      return EndpointState.UNCHECKED;
    }
    if (paused) {
      return EndpointState.PAUSED;
    }
    if (inUse) {
      return EndpointState.IN_USE;
    }
    return isLate(now) ? EndpointState.LATE : EndpointState.READY;
  }
}
