package lilypad.chain.follow;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import lilypad.chain.rpc.BlockEvidence;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Fees;
import lilypad.chain.rpc.GasEstimate;
import lilypad.chain.rpc.HeaderAnswer;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.ReceiptsAnswer;
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
import lilypad.protocol.block.BlockHeader;
import lilypad.protocol.block.ConsensusReceipt;
import lilypad.protocol.block.LogEntry;
import lilypad.protocol.block.LogsBloom;

/**
 * A chain in memory that a test mines, replaces and shortens, behind a node that may lag or lie.
 * Its blocks are real: headers whose hash is theirs, with receipts that give their root.
 */
final class FakeChain implements EvmChain, BlockEvidence {

  static final Address CONTRACT = Address.fromHex("00000000000000000000000000000000000000c0");

  private static final Address STRANGER =
      Address.fromHex("00000000000000000000000000000000000000d1");
  private static final Address BENEFICIARY =
      Address.fromHex("00000000000000000000000000000000000000be");

  private final List<BlockRef> canonical = new ArrayList<>();
  private final Map<Hash32, List<ChainLog>> logs = new HashMap<>();
  private final Map<Hash32, HeaderAnswer.Found> headers = new HashMap<>();
  private final Map<Hash32, List<ReceiptsAnswer.Mined>> receipts = new HashMap<>();
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

  /** Whether it knows its newest block before it knows that block's logs. */
  boolean lateWithLogs;

  /** What the node makes of the truth before it tells it. */
  UnaryOperator<List<ChainLog>> tellLogs = told -> told;

  UnaryOperator<BlockRef> tellBlock = told -> told;
  UnaryOperator<HeaderAnswer.Found> tellHeader = told -> told;
  UnaryOperator<List<ReceiptsAnswer.Mined>> tellReceipts = told -> told;

  /** Whether it serves evidence, and receipts; whose the logs are; what is in blooms and asked. */
  boolean provable = true;

  boolean servesReceipts = true;
  long lacksReceiptsOf = -1;
  IntFunction<Address> emitter = i -> CONTRACT;
  UnaryOperator<LogsBloom> bloom = honest -> honest;
  int headersAsked;
  int receiptsAsked;
  int logsAsked;

  FakeChain(long finalityDepth) {
    this.finalityDepth = finalityDepth;
    mine(0);
  }

  /** Adds a block with so many logs, and shows the chain as it is. */
  void mine(int logCount) {
    long number = canonical.size();
    Hash32 parent = canonical.isEmpty() ? Hash32.ZERO : canonical.getLast().hash();
    List<ReceiptsAnswer.Mined> mined = new ArrayList<>();
    for (int i = 0; i < logCount; i++) {
      LogEntry ours = new LogEntry(emitter.apply(i), List.of(), Bytes.of((byte) i));
      LogEntry other = new LogEntry(STRANGER, List.of(Hash32.ZERO), Bytes.EMPTY);
      mined.add(mined(mined.size(), ours, other));
    }
    if (made % 3 == 1) {
      mined.add(mined(mined.size()));
    } else if (made % 3 == 2) {
      mined.add(mined(mined.size(), new LogEntry(STRANGER, List.of(), Bytes.EMPTY)));
    }
    List<ConsensusReceipt> consensus = mined.stream().map(ReceiptsAnswer.Mined::receipt).toList();
    BlockHeader header = header(number, parent, consensus);
    Hash32 hash = header.hash();
    canonical.add(new BlockRef(number, hash, parent, 1000 + number));
    List<ChainLog> entries = new ArrayList<>();
    for (int i = 0; i < logCount; i++) {
      LogEntry ours = mined.get(i).receipt().logs().getFirst();
      entries.add(
          new ChainLog(
              ours.address(),
              List.of(),
              ours.data(),
              hash,
              number,
              mined.get(i).transaction(),
              2 * i));
    }
    headers.put(
        hash,
        new HeaderAnswer.Found(
            hash,
            header,
            mined.stream().map(ReceiptsAnswer.Mined::transaction).toList(),
            Set.of()));
    receipts.put(hash, List.copyOf(mined));
    logs.put(hash, List.copyOf(entries));
    made++;
    finalized = Math.max(finalized, number - finalityDepth);
    catchUp();
  }

  private ReceiptsAnswer.Mined mined(int index, LogEntry... entries) {
    return new ReceiptsAnswer.Mined(
        Keccak.hash(ByteBuffer.allocate(12).putLong(made).putInt(index).array()),
        new ConsensusReceipt(
            2,
            ConsensusReceipt.SUCCEEDED,
            BigInteger.valueOf(21_000L * (index + 1)),
            List.of(entries),
            List.of()));
  }

  private BlockHeader header(long number, Hash32 parent, List<ConsensusReceipt> consensus) {
    return new BlockHeader(
        parent,
        BlockHeader.NO_OMMERS,
        BENEFICIARY,
        Hash32.ZERO,
        Hash32.ZERO,
        ConsensusReceipt.root(consensus),
        bloom.apply(ConsensusReceipt.bloom(consensus)),
        BigInteger.ZERO,
        number,
        BigInteger.valueOf(30_000_000),
        BigInteger.ZERO,
        1000 + number,
        Bytes.of(ByteBuffer.allocate(8).putLong(made).array()),
        Hash32.ZERO,
        Bytes.of(new byte[8]),
        Optional.of(BigInteger.ONE),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
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

  BlockHeader header(BlockRef block) {
    return Optional.ofNullable(headers.get(block.hash())).orElseThrow().header();
  }

  int receiptsOf(BlockRef block) {
    return receipts.getOrDefault(block.hash(), List.of()).size();
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
    return number < shown.size()
        ? Optional.of(tellBlock.apply(shown.get((int) number)))
        : Optional.empty();
  }

  @Override
  public Optional<BlockRef> block(Hash32 hash) {
    answer();
    return shown.stream().filter(block -> block.hash().equals(hash)).findFirst();
  }

  @Override
  public BlockLogs logs(BlockRef block, Set<Address> contracts) {
    answer();
    logsAsked++;
    return shown.contains(block) && !(lateWithLogs && block.equals(shown.getLast()))
        ? new BlockLogs.Found(
            tellLogs.apply(
                logsOf(block).stream().filter(log -> contracts.contains(log.address())).toList()))
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
    logsAsked++;
    return tellLogs.apply(limit.answer(from, to, found));
  }

  @Override
  public Optional<BlockEvidence> evidence() {
    return provable ? Optional.of(this) : Optional.empty();
  }

  @Override
  public String endpoint() {
    return "fake";
  }

  @Override
  public List<HeaderAnswer> headers(List<Hash32> blocks) {
    answer();
    headersAsked++;
    return blocks.stream().map(this::told).toList();
  }

  @Override
  public List<HeaderAnswer> headers(long from, long to) {
    answer();
    headersAsked++;
    return LongStream.rangeClosed(from, to)
        .mapToObj(
            number ->
                number < shown.size()
                    ? told(shown.get((int) number).hash())
                    : new HeaderAnswer.Absent())
        .toList();
  }

  private HeaderAnswer told(Hash32 hash) {
    HeaderAnswer.Found found = headers.get(hash);
    return found != null && isShown(found.header().number(), hash)
        ? tellHeader.apply(found)
        : new HeaderAnswer.Absent();
  }

  private boolean isShown(long number, Hash32 hash) {
    return number < shown.size() && shown.get((int) number).hash().equals(hash);
  }

  @Override
  public ReceiptsAnswer receipts(HeaderAnswer.Found block) {
    answer();
    receiptsAsked++;
    if (!servesReceipts) {
      return new ReceiptsAnswer.NotServed(
          new RpcRefused("eth_getBlockReceipts", -32601, "method not found", Bytes.EMPTY));
    }
    return isShown(block.header().number(), block.claimed())
            && block.header().number() != lacksReceiptsOf
        ? new ReceiptsAnswer.Found(
            tellReceipts.apply(receipts.getOrDefault(block.claimed(), List.of())))
        : new ReceiptsAnswer.Absent();
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
