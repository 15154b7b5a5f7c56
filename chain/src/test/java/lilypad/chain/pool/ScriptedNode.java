package lilypad.chain.pool;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import lilypad.chain.pool.Capabilities.Support;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.CallOutcome;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Fees;
import lilypad.chain.rpc.GasEstimate;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.RpcFault;
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
import org.jspecify.annotations.Nullable;

/** A node that answers what a test says, or fails as it says; it counts what it is asked. */
final class ScriptedNode implements EvmChain {

  static final Capabilities CAPABLE =
      new Capabilities("scripted", Support.YES, Support.YES, Support.YES, Support.YES, Support.YES);

  final String url;
  volatile long chainId = 7;
  volatile String genesis = "main";
  volatile String fork = "main";
  volatile long forkedFrom = Long.MAX_VALUE;
  volatile long head = 100;
  volatile long safe = 90;
  volatile long finalized = 80;
  volatile Supplier<@Nullable RpcFault> fault = () -> null;
  volatile Map<String, RpcFault> faultOf = Map.of();
  volatile Optional<TransactionReceipt> receipt = Optional.empty();
  volatile ReadOutcome called = new ReadOutcome.Answered(Bytes.of((byte) 1));
  volatile Submission submission = new Submission.Accepted();
  volatile Map<Long, List<ChainLog>> logsOf = Map.of();
  volatile long nonce = 3;
  volatile Runnable beforeSend = () -> {};
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  volatile boolean closed;

  ScriptedNode(String name) {
    this.url = "http://" + name;
  }

  Endpoint endpoint() {
    return new Endpoint(url, this, () -> CAPABLE);
  }

  void down() {
    fault = () -> new RpcUnavailable(url, "down");
  }

  void up() {
    fault = () -> null;
  }

  int asked(String method) {
    return asked.getOrDefault(method, new AtomicInteger()).get();
  }

  int asked() {
    return asked.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  private void answer(String method) {
    asked.computeIfAbsent(method, m -> new AtomicInteger()).incrementAndGet();
    @Nullable RpcFault now = fault.get();
    if (now == null) {
      now = faultOf.get(method);
    }
    if (now != null) {
      throw now;
    }
  }

  static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  BlockRef at(long number) {
    String branch = number == 0 ? genesis : number >= forkedFrom ? fork : "main";
    return new BlockRef(number, hash(branch + number), hash(branch + (number - 1)), 1000 + number);
  }

  private Optional<BlockRef> tag(long number) {
    return number < 0 ? Optional.empty() : Optional.of(at(number));
  }

  @Override
  public long chainId() {
    answer("chainId");
    return chainId;
  }

  @Override
  public String clientVersion() {
    answer("clientVersion");
    return url;
  }

  @Override
  public Heads heads() {
    answer("heads");
    return new Heads(at(head), tag(safe), tag(finalized));
  }

  @Override
  public Optional<BlockRef> block(long number) {
    answer("block");
    return number > head ? Optional.empty() : Optional.of(at(number));
  }

  @Override
  public Optional<BlockRef> block(Hash32 hash) {
    answer("blockByHash");
    return Optional.empty();
  }

  @Override
  public BlockLogs logs(BlockRef block, Set<Address> contracts) {
    answer("logsOfBlock");
    return block.equals(at(block.number()))
        ? new BlockLogs.Found(logsOf.getOrDefault(block.number(), List.of()))
        : new BlockLogs.UnknownBlock(block.hash());
  }

  @Override
  public List<ChainLog> logs(long from, long to, Set<Address> contracts) {
    answer("logs");
    return logsOf.entrySet().stream()
        .filter(block -> block.getKey() >= from && block.getKey() <= to)
        .sorted(Map.Entry.comparingByKey())
        .flatMap(block -> block.getValue().stream())
        .toList();
  }

  /** Some log of a block. */
  ChainLog log(long number) {
    return new ChainLog(
        Address.ZERO, List.of(), Bytes.EMPTY, at(number).hash(), number, hash("tx"), 0);
  }

  @Override
  public ReadOutcome call(Address to, Bytes data, Hash32 atBlock) {
    answer("call");
    return called;
  }

  @Override
  public CallOutcome simulate(Address from, Address to, Bytes data, Wei value) {
    answer("simulate");
    return new CallOutcome.Succeeded(Bytes.EMPTY);
  }

  @Override
  public Wei balance(Address account) {
    answer("balance");
    return Wei.of(1);
  }

  @Override
  public boolean hasCode(Address address) {
    answer("hasCode");
    return true;
  }

  @Override
  public Optional<TransactionReceipt> receipt(Hash32 transaction) {
    answer("receipt");
    return receipt;
  }

  @Override
  public long nonce(Address account) {
    answer("nonce");
    return nonce;
  }

  @Override
  public long nonce(Address account, long blockNumber) {
    answer("nonceAt");
    return nonce;
  }

  @Override
  public long pendingNonce(Address account) {
    answer("pendingNonce");
    return nonce;
  }

  @Override
  public Fees fees() {
    answer("fees");
    return new Fees(Wei.of(1), Wei.of(1));
  }

  @Override
  public GasEstimate estimateGas(Address from, Optional<Address> to, Bytes data, Wei value) {
    answer("estimateGas");
    return new GasEstimate.Estimated(21_000);
  }

  @Override
  public Submission send(Bytes rawTransaction) {
    beforeSend.run();
    answer("send");
    return submission;
  }

  @Override
  public void close() {
    closed = true;
  }
}
