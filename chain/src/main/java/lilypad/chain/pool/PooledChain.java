package lilypad.chain.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.LongSupplier;
import lilypad.chain.pool.Rotation.Replies;
import lilypad.chain.pool.Rotation.Reply;
import lilypad.chain.pool.Rotation.View;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.Evidence;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Fees;
import lilypad.chain.rpc.GasEstimate;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.NoAgreement;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcUnavailable;
import lilypad.chain.rpc.Submission;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.rpc.WrongChain;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;

/**
 * Several endpoints of one chain as one chain.
 *
 * <p>A question goes to the endpoint in use and, if that fails, to the next one. Where an answer
 * says that something is not there (a receipt, a block by its hash), the others are asked too. A
 * transaction goes to all. With {@link PoolSettings#agreement} above 1 so many endpoints must give
 * the same answer where money hangs on it: contract reads at a block, blocks that count as safe or
 * final, receipts, nonces, and the heights of safety and finality. An endpoint that is proved wrong
 * is taken out.
 *
 * <p>Reads that belong together need a {@link #session}. Thread safe.
 */
public final class PooledChain implements EvmChain {

  private final Rotation rotation;
  private final PoolSettings settings;
  private final Executor executor;
  private final Runnable closing;
  private final Audience audience;
  private Optional<AgreedHeads> agreed = Optional.empty();

  /** Who hears of the endpoints: one from the start, and one that came later. */
  private static final class Audience implements PoolListener {

    private final PoolListener first;
    private volatile PoolListener later = event -> {};

    Audience(PoolListener first) {
      this.first = first;
    }

    @Override
    public void happened(PoolEvent event) {
      first.happened(event);
      later.happened(event);
    }
  }

  private PooledChain(
      Rotation rotation,
      PoolSettings settings,
      Executor executor,
      Runnable closing,
      Audience audience) {
    this.audience = audience;
    this.rotation = rotation;
    this.settings = settings;
    this.executor = executor;
    this.closing = closing;
  }

  /**
   * Connects to the endpoints and sees that they serve one chain, the configured one. One that does
   * not answer is looked at again later, and let in when it serves that chain.
   *
   * @param endpoints in order of preference, at least one; closed with the pool
   * @param urlKey the configuration key that holds them
   * @param chainIdKey the configuration key that holds the chain id
   * @param listener hears what happens to them; it is logged in any case
   * @throws CannotGoOn if none answers or one serves another chain; nothing is left open
   */
  public static PooledChain connect(
      List<Endpoint> endpoints,
      PoolSettings settings,
      long chainId,
      String urlKey,
      String chainIdKey,
      PoolListener listener) {
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("chain-pool-", 0).factory());
    long start = System.nanoTime();
    PoolLog log = new PoolLog();
    PoolListener both =
        event -> {
          log.happened(event);
          listener.happened(event);
        };
    PooledChain pool =
        of(
            endpoints,
            settings,
            chainId,
            both,
            threads,
            threads::shutdownNow,
            () -> System.nanoTime() - start);
    boolean open = false;
    try {
      pool.requireChain(chainId, urlKey, chainIdKey);
      open = true;
      return pool;
    } finally {
      if (!open) {
        pool.close();
      }
    }
  }

  static PooledChain of(
      List<Endpoint> endpoints,
      PoolSettings settings,
      long chainId,
      PoolListener listener,
      Executor executor,
      Runnable closing,
      LongSupplier clock) {
    List<Member> members = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      long same = members.stream().filter(member -> member.isOf(endpoint.url())).count();
      String name = same == 0 ? endpoint.url() : endpoint.url() + " (" + (same + 1) + ")";
      members.add(new Member(endpoint, name, settings));
    }
    Audience audience = new Audience(listener);
    return new PooledChain(
        new Rotation(members, settings, chainId, audience, executor, clock),
        settings,
        executor,
        closing,
        audience);
  }

  void requireChain(long chainId, String urlKey, String chainIdKey) {
    Replies<Admission> found = rotation.introductions();
    if (found.given().isEmpty()) {
      RpcFault fault = found.fault().orElseThrow();
      throw new CannotGoOn(
          (rotation.isAlone()
                  ? "The chain's RPC endpoint does not answer ("
                  : "None of the chain's RPC endpoints answers, the first does not answer (")
              + fault.getMessage()
              + ")",
          "Start the node, or set " + urlKey + " to an endpoint that answers",
          fault);
    }
    Optional<Reply<Admission>> first =
        found.given().stream().filter(reply -> reply.answer().genesis().isPresent()).findFirst();
    for (Reply<Admission> reply : found.given()) {
      long actual = reply.answer().chainId();
      if (actual != chainId) {
        throw new CannotGoOn(
            "The RPC endpoint "
                + reply.member().url()
                + " serves chain "
                + actual
                + ", and chain "
                + chainId
                + " is configured",
            "Set " + urlKey + " to endpoints of chain " + chainId + ", or correct " + chainIdKey,
            new WrongChain(chainId, actual));
      }
      first
          .flatMap(one -> reply.answer().differsFrom(chainId, one.answer().genesis()))
          .ifPresent(
              evidence -> {
                throw new CannotGoOn(
                    "The RPC endpoints "
                        + first.orElseThrow().member().url()
                        + " and "
                        + reply.member().url()
                        + " serve different chains with the id "
                        + chainId
                        + ": "
                        + evidence.expected()
                        + " and "
                        + evidence.actual(),
                    "Set " + urlKey + " to endpoints of one chain");
              });
    }
    rotation.admitAll(found.given());
  }

  /** Tells one more listener, in place of the last one given here, what happens from now on. */
  public void listen(PoolListener listener) {
    audience.later = listener;
  }

  /** How the endpoints are, in the operator's order. */
  public List<EndpointStatus> endpoints() {
    return rotation.status();
  }

  /**
   * Takes an endpoint out of use that somebody else proved wrong.
   *
   * @param endpoint its name, see {@link EndpointStatus#url}
   * @throws IllegalArgumentException if there is none of that name
   */
  public void quarantine(String endpoint, Evidence evidence) {
    Member member =
        rotation.members().stream()
            .filter(one -> one.url().equals(endpoint))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("expected an endpoint, got " + endpoint));
    rotation.quarantine(member, evidence);
  }

  @Override
  public EvmChain session() {
    return new PoolSession(this, rotation);
  }

  boolean needsAgreement() {
    return settings.agreement() > 1;
  }

  /**
   * An endpoint and its heads; with agreement, no more of them safe or final than enough endpoints
   * say.
   */
  View view() {
    View view = rotation.view();
    if (!needsAgreement()) {
      return view;
    }
    List<Heads> all = new ArrayList<>();
    all.add(view.heads());
    List<Member> others =
        rotation.order().stream().filter(member -> member != view.member()).toList();
    for (Heads heads : rotation.heads(others)) {
      all.add(heads);
    }
    AgreedHeads common;
    synchronized (this) {
      common = AgreedHeads.of(settings.agreement(), all, agreed);
      agreed = Optional.of(common);
    }
    BlockRef own = view.heads().latest();
    BlockRef head =
        common.countsFromHead() && common.latest() < own.number()
            ? rotation
                .ask(view.member(), blockAt(common.latest()))
                .orElseThrow(
                    () ->
                        new RpcUnavailable(
                            view.member().url(),
                            "no block " + common.latest() + " below its head " + own.number()))
            : own;
    return new View(view.member(), common.at(view.heads(), head));
  }

  static Question<Optional<BlockRef>> blockAt(long number) {
    return new Question<>(
        "eth_getBlockByNumber", String.valueOf(number), chain -> chain.block(number));
  }

  static Question<Optional<BlockRef>> blockOf(Hash32 hash) {
    return new Question<>("eth_getBlockByHash", hash.toString(), chain -> chain.block(hash));
  }

  static Question<BlockLogs> logsOf(BlockRef block, Set<Address> contracts) {
    return new Question<>("eth_getLogs", block.toString(), chain -> chain.logs(block, contracts));
  }

  static Question<List<ChainLog>> logsOf(long from, long to, Set<Address> contracts) {
    return new Question<>(
        "eth_getLogs", from + " to " + to, chain -> chain.logs(from, to, contracts));
  }

  /**
   * The answer that enough endpoints give.
   *
   * @param order those to ask; more than needed only if the first disagree
   * @param vote what must be equal; empty for an answer that says nothing either way
   * @param provable whether two different answers cannot both be honest
   * @throws NoAgreement if too few give the same one
   */
  <T> Ballot.Decision<Member, T> agreed(
      List<Member> order,
      Question<T> question,
      Function<T, Optional<Object>> vote,
      boolean provable) {
    int needed = settings.agreement();
    Ballot<Member, T> ballot =
        new Ballot<>(question.method() + "(" + question.parameters() + ")", needed);
    int most = Math.min(needed, order.size());
    Replies<T> replies = rotation.all(order.subList(0, most), question);
    replies.given().forEach(r -> ballot.cast(r.member(), r.answer(), vote.apply(r.answer())));
    if (!ballot.isUnanimous()) {
      Replies<T> rest = rotation.all(order.subList(most, order.size()), question);
      rest.given().forEach(r -> ballot.cast(r.member(), r.answer(), vote.apply(r.answer())));
      if (replies.given().isEmpty() && rest.given().isEmpty()) {
        throw replies.fault().orElseThrow();
      }
    }
    Ballot.Decision<Member, T> decision = ballot.decide();
    if (provable) {
      for (Map.Entry<Member, T> other : decision.against().entrySet()) {
        rotation.quarantine(
            other.getKey(),
            new Evidence(
                question.method(),
                question.parameters(),
                String.valueOf(decision.answer()),
                String.valueOf(other.getValue())));
      }
    }
    return decision;
  }

  private <T> T first(String method, String parameters, Function<EvmChain, T> ask) {
    return rotation.first(
        rotation.order(), new Question<>(method, parameters, ask), answer -> true);
  }

  @Override
  public long chainId() {
    return first("eth_chainId", "", EvmChain::chainId);
  }

  @Override
  public String clientVersion() {
    return first("web3_clientVersion", "", EvmChain::clientVersion);
  }

  @Override
  public Heads heads() {
    return view().heads();
  }

  @Override
  public Optional<BlockRef> block(long number) {
    return rotation.first(rotation.order(), blockAt(number), answer -> true);
  }

  @Override
  public Optional<BlockRef> block(Hash32 hash) {
    return rotation.first(rotation.order(), blockOf(hash), Optional::isPresent);
  }

  @Override
  public BlockLogs logs(BlockRef block, Set<Address> contracts) {
    return rotation.first(
        rotation.order(), logsOf(block, contracts), BlockLogs.Found.class::isInstance);
  }

  @Override
  public List<ChainLog> logs(long from, long to, Set<Address> contracts) {
    return rotation.first(rotation.order(), logsOf(from, to, contracts), answer -> true);
  }

  @Override
  public ReadOutcome call(Address to, Bytes data, Hash32 atBlock) {
    Question<ReadOutcome> question =
        new Question<>(
            "eth_call",
            "to " + to + ", data " + data + ", at block " + atBlock,
            chain -> chain.call(to, data, atBlock));
    return needsAgreement()
        ? agreed(rotation.order(), question, PooledChain::vote, true).answer()
        : rotation.first(
            rotation.order(), question, answer -> !(answer instanceof ReadOutcome.UnknownBlock));
  }

  @Override
  public List<ReadOutcome> calls(Address to, List<Bytes> datas, Hash32 atBlock) {
    Question<List<ReadOutcome>> question =
        new Question<>(
            "eth_call",
            "to " + to + ", data " + datas + ", at block " + atBlock,
            chain -> chain.calls(to, datas, atBlock));
    return needsAgreement()
        ? agreed(rotation.order(), question, PooledChain::vote, true).answer()
        : rotation.first(
            rotation.order(),
            question,
            answers -> answers.stream().noneMatch(ReadOutcome.UnknownBlock.class::isInstance));
  }

  private static Optional<Object> vote(List<ReadOutcome> outcomes) {
    List<Object> votes = outcomes.stream().flatMap(outcome -> vote(outcome).stream()).toList();
    return votes.size() == outcomes.size() ? Optional.of(votes) : Optional.empty();
  }

  /** Nodes find words and data of their own for a revert; that it reverts is what they agree on. */
  private static Optional<Object> vote(ReadOutcome outcome) {
    return switch (outcome) {
      case ReadOutcome.Answered answered -> Optional.of(answered.output());
      case Reverted reverted -> Optional.of("reverts");
      case ReadOutcome.UnknownBlock unknown -> Optional.empty();
    };
  }

  @Override
  public CallOutcome simulate(Address from, Address to, Bytes data, Wei value) {
    return first("eth_call", "to " + to, chain -> chain.simulate(from, to, data, value));
  }

  @Override
  public Wei balance(Address account) {
    return first("eth_getBalance", account.toString(), chain -> chain.balance(account));
  }

  @Override
  public boolean hasCode(Address address) {
    return rotation.first(
        rotation.order(),
        new Question<>("eth_getCode", address.toString(), chain -> chain.hasCode(address)),
        there -> there);
  }

  @Override
  public Optional<TransactionReceipt> receipt(Hash32 transaction) {
    return receipt(rotation.order(), transaction);
  }

  Optional<TransactionReceipt> receipt(List<Member> order, Hash32 transaction) {
    Question<Optional<TransactionReceipt>> question =
        new Question<>(
            "eth_getTransactionReceipt",
            transaction.toString(),
            chain -> chain.receipt(transaction));
    return needsAgreement()
        ? agreed(order, question, answer -> answer.map(Object.class::cast), false).answer()
        : rotation.first(order, question, Optional::isPresent);
  }

  @Override
  public long nonce(Address account) {
    return attested(
        new Question<>(
            "eth_getTransactionCount", account + " at latest", chain -> chain.nonce(account)));
  }

  @Override
  public long pendingNonce(Address account) {
    return attested(
        new Question<>(
            "eth_getTransactionCount",
            account + " at pending",
            chain -> chain.pendingNonce(account)));
  }

  /** An endpoint that lags tells too low a nonce: all are asked. */
  private long attested(Question<Long> question) {
    Replies<Long> replies = rotation.all(rotation.order(), question);
    List<Long> nonces = replies.given().stream().map(Reply::answer).toList();
    if (nonces.isEmpty()) {
      throw replies.fault().orElseThrow();
    }
    if (nonces.size() < settings.agreement()) {
      throw new NoAgreement(
          question.method() + "(" + question.parameters() + ")",
          settings.agreement(),
          nonces.size(),
          nonces.toString());
    }
    return Rotation.attested(nonces, settings.agreement());
  }

  @Override
  public long nonce(Address account, long blockNumber) {
    return nonce(rotation.order(), account, blockNumber);
  }

  long nonce(List<Member> order, Address account, long blockNumber) {
    Question<Long> question =
        new Question<>(
            "eth_getTransactionCount",
            account + " at " + blockNumber,
            chain -> chain.nonce(account, blockNumber));
    return needsAgreement()
        ? agreed(order, question, Optional::of, false).answer()
        : rotation.first(order, question, answer -> true);
  }

  @Override
  public Fees fees() {
    return first("eth_maxPriorityFeePerGas", "", EvmChain::fees);
  }

  @Override
  public GasEstimate estimateGas(Address from, Optional<Address> to, Bytes data, Wei value) {
    return first(
        "eth_estimateGas",
        to.map(Address::toString).orElse("a creation"),
        chain -> chain.estimateGas(from, to, data, value));
  }

  /**
   * Hands a transaction to all endpoints at once and answers with the first that takes it; the
   * others still get it. If none takes it, the refusal that says most.
   */
  @Override
  public Submission send(Bytes rawTransaction) {
    Question<Submission> question =
        new Question<>("eth_sendRawTransaction", "", chain -> chain.send(rawTransaction));
    Multicast multicast = new Multicast();
    List<CompletableFuture<Void>> sent =
        rotation.order().stream()
            .map(
                member ->
                    CompletableFuture.runAsync(
                        () -> {
                          try {
                            multicast.answered(rotation.ask(member, question));
                          } catch (RpcFault e) {
                            multicast.failed(e);
                          }
                        },
                        executor))
            .toList();
    CompletableFuture<Void> all = CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
    CompletableFuture.anyOf(multicast.taken(), all).join();
    return multicast.outcome();
  }

  @Override
  public void close() {
    closing.run();
    rotation.members().forEach(member -> member.chain().close());
  }
}
