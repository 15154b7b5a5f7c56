package lilypad.chain.follow;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Fees;
import lilypad.chain.rpc.GasEstimate;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.RpcRefused;
import lilypad.chain.rpc.RpcUnavailable;
import lilypad.chain.rpc.Submission;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;

/** A chain in memory that a test mines, replaces and shortens, behind a node that may lag. */
final class FakeChain implements EvmChain {

  static final Address CONTRACT = Address.fromHex("00000000000000000000000000000000000000c0");

  private final List<BlockRef> canonical = new ArrayList<>();
  private final Map<Hash32, List<ChainLog>> logs = new HashMap<>();
  private final long finalityDepth;
  private List<BlockRef> shown = List.of();
  private long finalized = -1;
  private long made;

  /**
   * Whether the node knows the tags; how large a range it serves; what happens before each answer.
   */
  boolean tags = true;

  int mostBlocks = Integer.MAX_VALUE;
  int mostLogs = Integer.MAX_VALUE;
  RangeLimit limit = (from, to, found) -> found;
  Runnable beforeAnswer = () -> {};
  boolean down;

  FakeChain(long finalityDepth) {
    this.finalityDepth = finalityDepth;
    mine(0);
  }

  /** Adds a block with so many logs, and shows the chain as it is. */
  void mine(int logCount) {
    long number = canonical.size();
    Hash32 parent = canonical.isEmpty() ? Hash32.ZERO : canonical.getLast().hash();
    Hash32 hash = Keccak.hash(ByteBuffer.allocate(8).putLong(made++).array());
    canonical.add(new BlockRef(number, hash, parent, 1000 + number));
    List<ChainLog> entries = new ArrayList<>();
    for (int i = 0; i < logCount; i++) {
      entries.add(
          new ChainLog(CONTRACT, List.of(), Bytes.of((byte) i), hash, number, Hash32.ZERO, 2 * i));
    }
    logs.put(hash, List.copyOf(entries));
    finalized = Math.max(finalized, number - finalityDepth);
    catchUp();
  }

  /** Drops so many blocks, but none that is final. */
  void drop(long blocks) {
    for (long i = 0; i < blocks && canonical.getLast().number() > Math.max(0, finalized); i++) {
      canonical.removeLast();
    }
    catchUp();
  }

  /** Drops blocks that were final already: what a chain must never do. */
  void breakFinality(long blocks) {
    finalized = -1;
    drop(blocks);
  }

  /**
   * From now on the node shows this view, unless it contradicts a final block: no node does that.
   */
  void show(List<BlockRef> view) {
    int common = (int) Math.min(Math.min(finalized + 1, view.size()), canonical.size());
    if (common <= 0 || view.subList(0, common).equals(canonical.subList(0, common))) {
      shown = List.copyOf(view);
    }
  }

  void catchUp() {
    show(canonical);
  }

  List<BlockRef> canonical() {
    return List.copyOf(canonical);
  }

  List<ChainLog> canonicalLogs(long from) {
    return canonical.stream()
        .filter(block -> block.number() >= from)
        .flatMap(block -> logsOf(block).stream())
        .toList();
  }

  List<ChainLog> logsOf(BlockRef block) {
    return Optional.ofNullable(logs.get(block.hash())).orElseThrow();
  }

  private void answer() {
    beforeAnswer.run();
    if (down) {
      throw new RpcUnavailable("fake", "down");
    }
  }

  @Override
  public Heads heads() {
    answer();
    BlockRef head = shown.getLast();
    long height = Math.min(finalized, head.number());
    Optional<BlockRef> tag =
        tags && height >= 0 ? Optional.of(shown.get((int) height)) : Optional.empty();
    return new Heads(head, tag, tags && height < 0 ? Optional.of(shown.getFirst()) : tag);
  }

  @Override
  public Optional<BlockRef> block(long number) {
    answer();
    return number < shown.size() ? Optional.of(shown.get((int) number)) : Optional.empty();
  }

  @Override
  public Optional<BlockRef> block(Hash32 hash) {
    answer();
    return shown.stream().filter(block -> block.hash().equals(hash)).findFirst();
  }

  @Override
  public BlockLogs logs(BlockRef block, Set<Address> contracts) {
    answer();
    return shown.contains(block)
        ? new BlockLogs.Found(logsOf(block))
        : new BlockLogs.UnknownBlock(block.hash());
  }

  @Override
  public List<ChainLog> logs(long from, long to, Set<Address> contracts) {
    answer();
    if (to >= shown.size() || to - from + 1 > mostBlocks) {
      throw new RpcRefused("eth_getLogs", -32005, "block range is too wide", Bytes.EMPTY);
    }
    List<ChainLog> found = new ArrayList<>();
    for (long number = from; number <= to; number++) {
      found.addAll(logsOf(shown.get((int) number)));
    }
    if (found.size() > mostLogs && to > from) {
      throw new RpcRefused("eth_getLogs", -32005, "query returned too many results", Bytes.EMPTY);
    }
    return limit.answer(from, to, found);
  }

  /** What a node makes of an answer to a log query: it may refuse, or cut it short. */
  interface RangeLimit {
    List<ChainLog> answer(long from, long to, List<ChainLog> found);
  }

  @Override
  public long chainId() {
    throw new UnsupportedOperationException("chainId");
  }

  @Override
  public String clientVersion() {
    throw new UnsupportedOperationException("clientVersion");
  }

  @Override
  public ReadOutcome call(Address to, Bytes data, Hash32 atBlock) {
    throw new UnsupportedOperationException("call");
  }

  @Override
  public CallOutcome simulate(Address from, Address to, Bytes data, Wei value) {
    throw new UnsupportedOperationException("simulate");
  }

  @Override
  public Wei balance(Address account) {
    throw new UnsupportedOperationException("balance");
  }

  @Override
  public boolean hasCode(Address address) {
    throw new UnsupportedOperationException("hasCode");
  }

  @Override
  public Optional<TransactionReceipt> receipt(Hash32 transaction) {
    throw new UnsupportedOperationException("receipt");
  }

  @Override
  public long nonce(Address account) {
    throw new UnsupportedOperationException("nonce");
  }

  @Override
  public long nonce(Address account, long blockNumber) {
    throw new UnsupportedOperationException("nonce");
  }

  @Override
  public long pendingNonce(Address account) {
    throw new UnsupportedOperationException("pendingNonce");
  }

  @Override
  public Fees fees() {
    throw new UnsupportedOperationException("fees");
  }

  @Override
  public GasEstimate estimateGas(Address from, Optional<Address> to, Bytes data, Wei value) {
    throw new UnsupportedOperationException("estimateGas");
  }

  @Override
  public Submission send(Bytes rawTransaction) {
    throw new UnsupportedOperationException("send");
  }

  @Override
  public void close() {}
}
