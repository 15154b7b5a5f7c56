package lilypad.chain.pool;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import lilypad.chain.pool.Rotation.View;
import lilypad.chain.rpc.BlockEvidence;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.Evidence;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Fees;
import lilypad.chain.rpc.GasEstimate;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.RpcUnavailable;
import lilypad.chain.rpc.Submission;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;

/**
 * A reader that sees the chain as one endpoint does, from one {@link #heads} to the next. When that
 * endpoint fails in between, the failure is told instead of mixing its view with another's: whoever
 * reads asks for the heads again and gets those of another endpoint. For one thread at a time.
 */
final class PoolSession implements EvmChain {

  private final PooledChain pool;
  private final Rotation rotation;
  private volatile Optional<View> view = Optional.empty();

  PoolSession(PooledChain pool, Rotation rotation) {
    this.pool = pool;
    this.rotation = rotation;
  }

  @Override
  public Heads heads() {
    View now = pool.view();
    view = Optional.of(now);
    return now.heads();
  }

  private <T> T ask(View seen, Question<T> question) {
    requireBelieved(seen);
    return rotation.ask(seen.member(), question);
  }

  private void requireBelieved(View seen) {
    if (rotation.isQuarantined(seen.member())) {
      throw new RpcUnavailable(
          seen.member().url(), "it was proved wrong while it was read from; ask another one");
    }
  }

  /** Those to ask, the endpoint that is read from first. */
  private List<Member> order() {
    List<Member> order = rotation.order();
    return view.map(View::member)
        .filter(order::contains)
        .map(
            first ->
                Stream.concat(Stream.of(first), order.stream().filter(one -> one != first))
                    .toList())
        .orElse(order);
  }

  @Override
  public Optional<BlockRef> block(long number) {
    if (view.isEmpty()) {
      return pool.block(number);
    }
    View seen = view.get();
    Question<Optional<BlockRef>> question = PooledChain.blockAt(number);
    if (!pool.needsAgreement() || number > settled(seen.heads())) {
      return ask(seen, question);
    }
    requireBelieved(seen);
    boolean isFinal =
        seen.heads().finalized().filter(block -> number <= block.number()).isPresent();
    Ballot.Decision<Member, Optional<BlockRef>> decision =
        pool.agreed(order(), question, answer -> answer.map(Object.class::cast), isFinal);
    if (decision.against().containsKey(seen.member())) {
      requireBelieved(seen);
      throw new RpcUnavailable(
          seen.member().url(), "its block " + number + " is not the one that the others have");
    }
    return decision.answer();
  }

  @Override
  public List<Optional<BlockRef>> blocks(List<Long> numbers) {
    if (view.isEmpty() || pool.needsAgreement()) {
      return numbers.stream().map(this::block).toList();
    }
    return ask(
        view.get(),
        new Question<>(
            "eth_getBlockByNumber", numbers.size() + " blocks", chain -> chain.blocks(numbers)));
  }

  /** Up to here blocks count for money; all of them where that is counted from the head. */
  private static long settled(Heads heads) {
    return heads.safe().isPresent() && heads.finalized().isPresent()
        ? Math.max(heads.safe().get().number(), heads.finalized().get().number())
        : heads.latest().number();
  }

  @Override
  public Optional<BlockRef> block(Hash32 hash) {
    return view.isEmpty() ? pool.block(hash) : ask(view.get(), PooledChain.blockOf(hash));
  }

  @Override
  public BlockLogs logs(BlockRef block, Set<Address> contracts) {
    return view.isEmpty()
        ? pool.logs(block, contracts)
        : ask(view.get(), PooledChain.logsOf(block, contracts));
  }

  @Override
  public List<ChainLog> logs(long from, long to, Set<Address> contracts) {
    return view.isEmpty()
        ? pool.logs(from, to, contracts)
        : ask(view.get(), PooledChain.logsOf(from, to, contracts));
  }

  @Override
  public Optional<TransactionReceipt> receipt(Hash32 transaction) {
    return pool.receipt(order(), transaction);
  }

  @Override
  public long nonce(Address account, long blockNumber) {
    return pool.nonce(order(), account, blockNumber);
  }

  /** What the endpoint that is read from tells of its blocks. */
  @Override
  public Optional<BlockEvidence> evidence() {
    return view.flatMap(
        seen ->
            seen.member()
                .chain()
                .evidence()
                .map(told -> new SessionEvidence(seen.member().url(), asker(seen))));
  }

  private SessionEvidence.Asker asker(View seen) {
    return new SessionEvidence.Asker() {
      @Override
      public <T> T ask(Question<T> question) {
        return PoolSession.this.ask(seen, question);
      }
    };
  }

  @Override
  public void disprove(Evidence evidence) {
    view.ifPresent(seen -> rotation.quarantine(seen.member(), evidence));
  }

  @Override
  public boolean outvoted(BlockRef ours, BlockRef theirs) {
    return outvoted(
        PooledChain.blockAt(ours.number()),
        Optional.of(ours),
        Optional.of(theirs),
        new Evidence(
            "eth_getBlockByNumber",
            String.valueOf(ours.number()),
            ours.toString(),
            theirs.toString()));
  }

  @Override
  public boolean outvoted(
      BlockRef block, Set<Address> watched, List<ChainLog> ours, List<ChainLog> theirs) {
    return outvoted(
        PooledChain.logsOf(block, Set.copyOf(watched)),
        new BlockLogs.Found(ours),
        new BlockLogs.Found(theirs),
        new Evidence("eth_getLogs", block.toString(), ours.toString(), theirs.toString()));
  }

  /** Whether more of the other endpoints say what we have than what the one of this session has. */
  private <T> boolean outvoted(Question<T> question, T ours, T theirs, Evidence evidence) {
    if (view.isEmpty()) {
      return false;
    }
    Member accused = view.get().member();
    List<T> others =
        rotation
            .all(order().stream().filter(member -> member != accused).toList(), question)
            .given()
            .stream()
            .map(Rotation.Reply::answer)
            .toList();
    long with = others.stream().filter(ours::equals).count();
    long against = 1 + others.stream().filter(theirs::equals).count();
    if (with > against) {
      rotation.quarantine(accused, evidence);
    }
    return rotation.isQuarantined(accused);
  }

  @Override
  public long chainId() {
    return pool.chainId();
  }

  @Override
  public String clientVersion() {
    return pool.clientVersion();
  }

  @Override
  public ReadOutcome call(Address to, Bytes data, Hash32 atBlock) {
    return pool.call(to, data, atBlock);
  }

  @Override
  public List<ReadOutcome> calls(Address to, List<Bytes> datas, Hash32 atBlock) {
    return pool.calls(to, datas, atBlock);
  }

  @Override
  public CallOutcome simulate(Address from, Address to, Bytes data, Wei value) {
    return pool.simulate(from, to, data, value);
  }

  @Override
  public Wei balance(Address account) {
    return pool.balance(account);
  }

  @Override
  public boolean hasCode(Address address) {
    return pool.hasCode(address);
  }

  @Override
  public long nonce(Address account) {
    return pool.nonce(account);
  }

  @Override
  public long pendingNonce(Address account) {
    return pool.pendingNonce(account);
  }

  @Override
  public Fees fees() {
    return pool.fees();
  }

  @Override
  public GasEstimate estimateGas(Address from, Optional<Address> to, Bytes data, Wei value) {
    return pool.estimateGas(from, to, data, value);
  }

  @Override
  public Submission send(Bytes rawTransaction) {
    return pool.send(rawTransaction);
  }

  /** The pool is closed, not its sessions. */
  @Override
  public void close() {}
}
