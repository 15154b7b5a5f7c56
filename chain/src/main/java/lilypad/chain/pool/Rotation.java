package lilypad.chain.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lilypad.chain.rpc.Evidence;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.NoAgreement;
import lilypad.chain.rpc.RpcDisproved;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcMalformed;
import lilypad.chain.rpc.RpcRefused;
import lilypad.chain.rpc.RpcUnavailable;
import lilypad.chain.rpc.WrongChain;
import lilypad.protocol.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked, and what an answer or its absence says about who gave it.
 *
 * <p>One endpoint is read from until it fails or falls behind; then the first fit one in the
 * operator's order. A failure pauses an endpoint; it comes back when a look at it, on a thread that
 * nobody waits for, finds that it answers. Thread safe; no lock is held while an endpoint is asked.
 */
final class Rotation {

  /**
   * A range of logs is refused ten times at most until it is small enough; who refuses more often
   * than that without one answer is of no use.
   */
  private static final int MOST_REFUSALS = 12;

  private static final Question<Heads> HEADS =
      new Question<>("eth_getBlockByNumber", "latest, safe, finalized", EvmChain::heads);

  /** An endpoint and its heads: what the reads up to the next heads belong to. */
  record View(Member member, Heads heads) {}

  /** An answer and who gave it. */
  record Reply<T>(Member member, T answer) {}

  /**
   * The answers that came, in the order of those asked.
   *
   * @param fault why another one did not come
   */
  record Replies<T>(List<Reply<T>> given, Optional<RpcFault> fault) {}

  private record Given(Member by, long number, long at) {}

  private final List<Member> members;
  private final PoolSettings settings;
  private final long chainId;
  private final PoolListener listener;
  private final Executor executor;
  private final LongSupplier clock;
  private Member current;
  private Optional<Hash32> genesis = Optional.empty();
  private Optional<Given> highest = Optional.empty();
  private long nextCompare = Long.MIN_VALUE;

  /**
   * @param members in the operator's order; at least one
   * @param clock nanoseconds that only grow
   */
  Rotation(
      List<Member> members,
      PoolSettings settings,
      long chainId,
      PoolListener listener,
      Executor executor,
      LongSupplier clock) {
    this.members = List.copyOf(members);
    this.settings = settings;
    this.chainId = chainId;
    this.listener = listener;
    this.executor = executor;
    this.clock = clock;
    this.current = members.getFirst();
  }

  List<Member> members() {
    return members;
  }

  boolean isAlone() {
    return members.size() == 1;
  }

  synchronized List<EndpointStatus> status() {
    long now = clock.getAsLong();
    return members.stream().map(member -> member.status(member == current, now)).toList();
  }

  /**
   * Those who may be asked, the one to be read from first, those that are late last. Where none
   * may, those who are paused, whose pause ends first first: one of them may be back.
   *
   * @throws RpcUnavailable if all are in quarantine or want to be left alone
   */
  synchronized List<Member> order() {
    long now = clock.getAsLong();
    List<Member> order = inOrder(now);
    if (order.isEmpty()) {
      return lastResort(now);
    }
    choose(order.getFirst(), now);
    return order;
  }

  private List<Member> inOrder(long now) {
    Member before = current;
    return Stream.concat(
            members.stream()
                .filter(member -> member.isFit(now) && !member.isLate(now))
                .sorted(Comparator.comparing(member -> member != before)),
            members.stream()
                .filter(member -> member.isFit(now) && member.isLate(now))
                .sorted(
                    Comparator.comparingLong(member -> -member.head().orElse(Long.MIN_VALUE + 1))))
        .toList();
  }

  private void choose(Member chosen, long now) {
    if (chosen != current) {
      listener.happened(new PoolEvent.Chosen(chosen.url(), current.url(), current.reason(now)));
      current = chosen;
    }
  }

  private List<Member> lastResort(long now) {
    List<Member> paused =
        members.stream()
            .filter(member -> !member.isQuarantined(now) && !member.isUnwanted(now))
            .sorted(Comparator.comparingLong(Member::pausedUntil))
            .toList();
    if (paused.isEmpty()) {
      throw new RpcUnavailable(
          members.stream().map(Member::url).collect(Collectors.joining(", ")),
          "nobody may be asked now: "
              + members.stream()
                  .map(member -> member.url() + " " + member.reason(now))
                  .collect(Collectors.joining("; ")));
    }
    return paused;
  }

  /**
   * Asks one endpoint and notes what that says about it.
   *
   * @throws RpcFault if it gives no usable answer
   */
  <T> T ask(Member member, Question<T> question) {
    if (!member.isAdmitted()) {
      admit(member, answered(member, Admission.QUESTION));
    }
    return answered(member, question);
  }

  private <T> T answered(Member member, Question<T> question) {
    pace(member);
    T answer;
    try {
      answer = question.ask().apply(member.chain());
    } catch (RpcFault fault) {
      // Who stops waiting has learned nothing about the other side.
      if (!Thread.currentThread().isInterrupted()) {
        blame(member, question, fault);
      }
      throw fault;
    }
    if (member.succeeded() && !isAlone()) {
      listener.happened(new PoolEvent.Returned(member.url()));
    }
    return answer;
  }

  private void pace(Member member) {
    long wait = member.limit().reserve(clock.getAsLong());
    if (wait > 0) {
      try {
        Thread.sleep(Duration.ofNanos(wait));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RpcUnavailable(member.url(), "interrupted while waiting for its turn", e);
      }
    }
  }

  private void blame(Member member, Question<?> question, RpcFault fault) {
    switch (fault) {
      case RpcUnavailable unavailable -> fail(member, fault, unavailable.retryAfter());
      case RpcMalformed malformed -> {
        if (malformed.isContradiction()) {
          quarantine(
              member,
              new Evidence(
                  question.method(),
                  question.parameters(),
                  malformed.expected(),
                  malformed.actual()));
        } else {
          fail(member, fault, Optional.empty());
        }
      }
      case RpcRefused refused -> {
        if (refused.isOverload() || member.refused() > MOST_REFUSALS) {
          fail(member, fault, Optional.empty());
        }
      }
      case RpcDisproved disproved -> quarantine(member, disproved.evidence());
      case WrongChain wrong -> fail(member, fault, Optional.empty());
      case NoAgreement none -> fail(member, fault, Optional.empty());
    }
  }

  private void fail(Member member, RpcFault fault, Optional<Duration> retryAfter) {
    Optional<PoolEvent.Paused> paused =
        member.failed(String.valueOf(fault.getMessage()), retryAfter, clock.getAsLong());
    if (!isAlone()) {
      paused.ifPresent(listener::happened);
    }
    leave(member);
  }

  /** Whoever failed while it was read from is not returned to when it answers again. */
  private synchronized void leave(Member member) {
    long now = clock.getAsLong();
    if (member == current) {
      inOrder(now).stream().findFirst().ifPresent(next -> choose(next, now));
    }
  }

  /**
   * Takes an endpoint that was proved wrong out of use, unless it is the last one.
   *
   * @param evidence what proves it
   */
  void quarantine(Member member, Evidence evidence) {
    List<Member> left;
    boolean isNews = true;
    synchronized (this) {
      long now = clock.getAsLong();
      if (member.isQuarantined(now)) {
        return;
      }
      left = members.stream().filter(m -> m != member && !m.isQuarantined(now)).toList();
      if (left.isEmpty()) {
        isNews = member.troubled(evidence.toString(), now);
      } else {
        bar(member, evidence, now);
      }
    }
    leave(member);
    if (left.isEmpty() && isNews) {
      listener.happened(new PoolEvent.Kept(member.url(), evidence));
    } else if (left.size() == 1) {
      listener.happened(new PoolEvent.Alone(left.getFirst().url()));
    }
  }

  private void bar(Member member, Evidence evidence, long now) {
    member.quarantine(evidence.toString(), now);
    highest = highest.filter(given -> given.by() != member);
    listener.happened(new PoolEvent.Quarantined(member.url(), evidence, settings.quarantine()));
  }

  /**
   * Lets an endpoint in that serves our chain.
   *
   * @throws RpcMalformed if it serves another one; it is never asked again then
   */
  private void admit(Member member, Admission found) {
    synchronized (this) {
      Optional<Evidence> differs = found.differsFrom(chainId, genesis);
      if (differs.isPresent()) {
        bar(member, differs.get(), clock.getAsLong());
        throw RpcMalformed.contradiction(differs.get().expected(), differs.get().actual());
      }
      genesis = genesis.or(found::genesis);
    }
    Capabilities capabilities = member.probe();
    member.admit(capabilities);
    listener.happened(new PoolEvent.Admitted(member.url(), capabilities));
  }

  /** Asks all which chain they serve, and lets nobody in yet. */
  Replies<Admission> introductions() {
    return together(members, member -> answered(member, Admission.QUESTION));
  }

  /** Lets those in that serve our chain. */
  void admitAll(List<Reply<Admission>> introduced) {
    together(
        introduced.stream().map(Reply::member).toList(),
        member -> {
          introduced.stream()
              .filter(reply -> reply.member() == member)
              .forEach(reply -> admit(member, reply.answer()));
          return member;
        });
  }

  /**
   * Asks one after the other until an answer is enough; if none is, the first answer.
   *
   * @throws RpcFault if nobody answers: the first one's
   */
  <T> T first(List<Member> order, Question<T> question, Predicate<T> enough) {
    @Nullable RpcFault fault = null;
    Optional<T> poor = Optional.empty();
    for (Member member : order) {
      try {
        T answer = ask(member, question);
        if (enough.test(answer)) {
          return answer;
        }
        poor = poor.or(() -> Optional.of(answer));
      } catch (RpcFault e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        fault = noted(fault, e);
      }
    }
    RpcFault none = fault;
    return poor.orElseThrow(() -> none == null ? nobody() : none);
  }

  private static RpcFault noted(@Nullable RpcFault first, RpcFault next) {
    if (first == null) {
      return next;
    }
    if (first != next) {
      first.addSuppressed(next);
    }
    return first;
  }

  private RpcUnavailable nobody() {
    return new RpcUnavailable(
        members.stream().map(Member::url).collect(Collectors.joining(", ")), "nobody was asked");
  }

  /** Asks several at the same time and waits for all. */
  <T> Replies<T> all(List<Member> asked, Question<T> question) {
    return together(asked, member -> ask(member, question));
  }

  private <T> Replies<T> together(List<Member> asked, Function<Member, T> ask) {
    record Outcome<T>(Member member, Optional<T> answer, Optional<RpcFault> fault) {}
    List<CompletableFuture<Outcome<T>>> pending = new ArrayList<>();
    for (Member member : asked) {
      pending.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return new Outcome<>(member, Optional.of(ask.apply(member)), Optional.empty());
                } catch (RpcFault e) {
                  return new Outcome<T>(member, Optional.empty(), Optional.of(e));
                }
              },
              executor));
    }
    List<Outcome<T>> outcomes = pending.stream().map(CompletableFuture::join).toList();
    return new Replies<>(
        outcomes.stream()
            .flatMap(one -> one.answer().map(answer -> new Reply<>(one.member(), answer)).stream())
            .toList(),
        outcomes.stream().flatMap(one -> one.fault().stream()).findFirst());
  }

  /**
   * The endpoint to read from and its heads. Its head is not below one that another endpoint gave,
   * unless that one was proved wrong or nobody comes up to it in time.
   *
   * @throws RpcFault if nobody has usable heads now
   */
  View view() {
    compare();
    @Nullable RpcFault fault = null;
    @Nullable View lower = null;
    for (Member member : order()) {
      try {
        View view = new View(member, heads(member));
        if (accepts(view, false)) {
          return view;
        }
        boolean better =
            lower == null || view.heads().latest().number() > lower.heads().latest().number();
        lower = better ? view : lower;
      } catch (RpcFault e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        fault = noted(fault, e);
      }
    }
    if (lower != null && accepts(lower, true)) {
      return lower;
    }
    if (lower != null) {
      throw new RpcUnavailable(
          lower.member().url(),
          "its head "
              + lower.heads().latest().number()
              + " is below one that another endpoint gave, it is waited for");
    }
    throw fault == null ? nobody() : fault;
  }

  boolean isQuarantined(Member member) {
    return member.isQuarantined(clock.getAsLong());
  }

  /** Asks several endpoints for their heads at the same time; those that answer. */
  List<Heads> heads(List<Member> asked) {
    return together(asked, this::heads).given().stream().map(Reply::answer).toList();
  }

  /** Asks an endpoint for its heads. */
  Heads heads(Member member) {
    Heads heads = ask(member, HEADS);
    headSeen(member, heads.latest().number());
    return heads;
  }

  private synchronized boolean accepts(View view, boolean belowToo) {
    long now = clock.getAsLong();
    long number = view.heads().latest().number();
    Member member = view.member();
    boolean below =
        highest.filter(given -> given.by() != member && given.number() > number).isPresent();
    if (below) {
      Given given = highest.orElseThrow();
      if (!belowToo || now - given.at() < settings.lateFor().toNanos()) {
        return false;
      }
      listener.happened(new PoolEvent.Lowered(member.url(), number, given.number()));
    }
    highest = Optional.of(new Given(member, number, now));
    choose(member, now);
    return true;
  }

  private synchronized void headSeen(Member member, long number) {
    long now = clock.getAsLong();
    List<Long> heads =
        Stream.concat(
                Stream.of(number),
                members.stream()
                    .filter(other -> other != member && other.isFit(now))
                    .flatMap(other -> boxed(other.head())))
            .toList();
    member.headSeen(number, attested(heads, 1), now);
  }

  private static Stream<Long> boxed(OptionalLong number) {
    return number.isPresent() ? Stream.of(number.getAsLong()) : Stream.empty();
  }

  /**
   * The highest value that {@code needed} endpoints reach, and where there are three or more at
   * least two of them: one alone cannot raise it.
   *
   * @param values at least {@code needed}
   */
  static long attested(List<Long> values, int needed) {
    int reached = Math.max(needed, values.size() >= 3 ? 2 : 1);
    return values.stream()
        .sorted(Comparator.reverseOrder())
        .skip(reached - 1L)
        .findFirst()
        .orElseThrow();
  }

  /** Looks how those are that are not in use, without waiting for them. */
  private void compare() {
    if (isAlone()) {
      return;
    }
    long now = clock.getAsLong();
    List<Member> worth;
    synchronized (this) {
      boolean due = now >= nextCompare;
      if (due) {
        nextCompare = now + settings.compareInterval().toNanos();
      }
      worth =
          members.stream()
              .filter(
                  member -> member.isFit(now) ? due && member != current : member.isToBeTried(now))
              .toList();
    }
    for (Member member : worth) {
      if (member.look()) {
        executor.execute(() -> look(member));
      }
    }
  }

  private void look(Member member) {
    try {
      heads(member);
    } catch (RpcFault e) {
      // Noted where it was asked: the endpoint stays away.
      member.troubled(String.valueOf(e.getMessage()), clock.getAsLong());
    } finally {
      member.looked();
    }
  }
}
