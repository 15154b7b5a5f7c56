package lilypad.mediator;

import com.typesafe.config.ConfigFactory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import lilypad.chain.pool.Capabilities;
import lilypad.chain.pool.Capabilities.Support;
import lilypad.chain.pool.Endpoint;
import lilypad.chain.pool.PoolSettings;
import lilypad.chain.pool.PooledChain;
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
import lilypad.chain.rpc.Reverted;
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
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.LogDecoder;
import lilypad.protocol.deal.ChainClock;

/**
 * A chain that a test writes block by block: safe is one below the head, final two. Thread safe.
 */
public final class ScriptedChain implements EvmChain {

  private final List<BlockRef> blocks = new ArrayList<>();
  private final Set<Long> empty = new HashSet<>();
  private final Map<Hash32, List<ChainLog>> logs = new HashMap<>();
  private final Map<Hash32, Bytes> pool = new LinkedHashMap<>();
  private final Map<Hash32, TransactionReceipt> receipts = new HashMap<>();
  private final List<Bytes> sent = new ArrayList<>();
  private final Map<Address, Map<Bytes, CallOutcome>> answers = new HashMap<>();
  private Optional<BlockRef> withheld = Optional.empty();
  private Optional<BlockRef> hidden = Optional.empty();
  private boolean discreet;
  private int headsAsked;
  private Optional<Function<List<Bytes>, List<ReadOutcome>>> reads = Optional.empty();
  private int failingSends;
  private Wei baseFee = Wei.of(1_000_000_000);
  private Optional<String> revert = Optional.empty();

  /** A chain with a first block. */
  public ScriptedChain() {
    mine("a");
  }

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A new block of a fork with nothing in it. */
  public synchronized BlockRef mine(String fork, LilypadEvent... events) {
    long number = blocks.size();
    Hash32 parent = blocks.isEmpty() ? Hash32.ZERO : blocks.getLast().hash();
    BlockRef block = new BlockRef(number, hash(fork + number), parent, 1_000 + number);
    blocks.add(block);
    logs.put(block.hash(), inside(block, events));
    return block;
  }

  /** A height without a block, as Filecoin's null rounds. */
  public synchronized void mineNothing() {
    BlockRef head = blocks.getLast();
    empty.add((long) blocks.size());
    blocks.add(new BlockRef(blocks.size(), head.hash(), head.parentHash(), head.timestamp()));
  }

  private static List<ChainLog> inside(BlockRef block, LilypadEvent... events) {
    List<ChainLog> inside = new ArrayList<>();
    for (LilypadEvent event : events) {
      EncodedEvent encoded = EncodedEvent.of(event);
      inside.add(log(block, inside.size(), encoded.topics(), encoded.data()));
    }
    return inside;
  }

  /** A new block whose logs are not told before {@link #tellAll}. */
  public synchronized BlockRef mineWithheld(String fork, LilypadEvent... events) {
    BlockRef block = mine(fork, events);
    withheld = Optional.of(block);
    return block;
  }

  /** Puts a log that is no event of ours into the newest block. */
  public synchronized void strangeLog() {
    BlockRef head = blocks.getLast();
    List<ChainLog> inside = logs.computeIfAbsent(head.hash(), hash -> new ArrayList<>());
    inside.add(log(head, inside.size(), List.of(hash("strange")), Bytes.EMPTY));
  }

  private static ChainLog log(BlockRef block, int index, List<Hash32> topics, Bytes data) {
    return new ChainLog(
        Address.ZERO, topics, data, block.hash(), block.number(), hash("tx" + index), index);
  }

  /** In a block's place another one is told until {@link #tellAll}, with what never happened. */
  public synchronized BlockRef invent(long number, LilypadEvent... events) {
    BlockRef truth = blocks.get((int) number);
    BlockRef lie =
        new BlockRef(number, hash("lie" + number), truth.parentHash(), truth.timestamp());
    logs.put(lie.hash(), inside(lie, events));
    blocks.set((int) number, lie);
    hidden = Optional.of(truth);
    return lie;
  }

  /** All logs are told from now on, and nothing but the truth. */
  public synchronized void tellAll() {
    withheld = Optional.empty();
    hidden.ifPresent(truth -> blocks.set((int) truth.number(), truth));
    hidden = Optional.empty();
  }

  private List<ChainLog> inside(BlockRef block) {
    return withheld.equals(Optional.of(block))
        ? List.of()
        : logs.getOrDefault(block.hash(), List.of());
  }

  /** Forgets the newest blocks, and what was mined in them goes back to the pool. */
  public synchronized void drop(int count) {
    for (int i = 0; i < count; i++) {
      BlockRef gone = blocks.removeLast();
      empty.remove(gone.number());
      receipts.values().removeIf(receipt -> receipt.blockHash().equals(gone.hash()));
    }
  }

  /** A block with everything that was sent and is not mined yet. */
  public synchronized BlockRef mineSent(String fork, boolean success) {
    BlockRef block = mine(fork);
    pool.forEach(
        (transaction, raw) ->
            receipts.putIfAbsent(
                transaction,
                new TransactionReceipt(
                    transaction,
                    success,
                    block.hash(),
                    block.number(),
                    21_000,
                    Wei.of(1),
                    Optional.empty(),
                    List.of())));
    return block;
  }

  /** From now on it is not told what was mined, only how many nonces are used; or all is again. */
  public synchronized void hideMined(boolean hidden) {
    discreet = hidden;
  }

  /** From now on simulations revert with a reason, or no longer. */
  public synchronized void revertWith(Optional<String> reason) {
    revert = reason;
  }

  /** From now on a contract answers simulations of one function so, whoever asks. */
  public synchronized void answering(Address contract, LilypadCall function, CallOutcome answer) {
    answers
        .computeIfAbsent(contract, address -> new HashMap<>())
        .put(function.encode().slice(0, 4), answer);
  }

  /** The next transactions are not taken: no answer comes. */
  public synchronized void failSends(int count) {
    failingSends = count;
  }

  /** Everything that was sent, in order, repetitions included. */
  public synchronized List<Bytes> sent() {
    return List.copyOf(sent);
  }

  /** How often somebody asked what the newest blocks are. */
  public synchronized int headsAsked() {
    return headsAsked;
  }

  /** The time as the newest block tells it. */
  public synchronized ChainClock clock() {
    BlockRef head = blocks.getLast();
    return new ChainClock(head, head.number() - 1, head.number() - 2);
  }

  /** The chain as a service reaches it: the only endpoint of a pool. */
  public PooledChain pool() {
    Capabilities all =
        new Capabilities("scripted", Support.YES, Support.YES, Support.YES, Support.NO, Support.NO);
    return PooledChain.connect(
        List.of(new Endpoint("scripted", this, () -> all)),
        PoolSettings.from(ConfigFactory.load().getConfig("lilypad.chain.pool"), 1),
        chainId(),
        "rpc",
        "chain-id",
        event -> {});
  }

  @Override
  public long chainId() {
    return 31_337;
  }

  @Override
  public String clientVersion() {
    return "scripted";
  }

  @Override
  public synchronized Heads heads() {
    headsAsked++;
    return new Heads(
        blocks.getLast(), block(blocks.size() - 2L), block(Math.max(0, blocks.size() - 3L)));
  }

  @Override
  public synchronized Optional<BlockRef> block(long number) {
    return number >= 0 && number < blocks.size() && !empty.contains(number)
        ? Optional.of(blocks.get((int) number))
        : Optional.empty();
  }

  @Override
  public synchronized Optional<BlockRef> block(Hash32 hash) {
    return blocks.stream().filter(block -> block.hash().equals(hash)).findFirst();
  }

  @Override
  public synchronized BlockLogs logs(BlockRef block, Set<Address> contracts) {
    return blocks.contains(block)
        ? new BlockLogs.Found(inside(block))
        : new BlockLogs.UnknownBlock(block.hash());
  }

  @Override
  public synchronized List<ChainLog> logs(long from, long to, Set<Address> contracts) {
    return blocks.stream()
        .filter(block -> block.number() >= from && block.number() <= to)
        .filter(block -> !empty.contains(block.number()))
        .flatMap(block -> inside(block).stream())
        .toList();
  }

  /** From now on reads of contracts that come together are answered by this. */
  public synchronized void answersReads(Function<List<Bytes>, List<ReadOutcome>> answer) {
    reads = Optional.of(answer);
  }

  @Override
  public synchronized List<ReadOutcome> calls(Address to, List<Bytes> datas, Hash32 atBlock) {
    return reads
        .map(answer -> answer.apply(datas))
        .orElseGet(() -> EvmChain.super.calls(to, datas, atBlock));
  }

  /** What the newest change up to the block says of an agreement, told or not; nothing else. */
  @Override
  public synchronized ReadOutcome call(Address to, Bytes data, Hash32 atBlock) {
    Optional<BlockRef> at = block(atBlock);
    if (at.isEmpty() || !(LilypadCall.decode(data) instanceof LilypadCall.GetAgreement get)) {
      return new ReadOutcome.UnknownBlock(atBlock);
    }
    byte[] answer = new byte[14 * 32];
    for (BlockRef block : blocks.subList(0, (int) at.get().number() + 1)) {
      for (ChainLog log : logs.getOrDefault(block.hash(), List.of())) {
        if (LogDecoder.decode(log) instanceof DecodedLog.Decoded decoded
            && decoded.event() instanceof LilypadEvent.DealStateChange change
            && change.dealId().equals(get.dealId())) {
          answer[31] = (byte) change.state().index();
        }
      }
    }
    return new ReadOutcome.Answered(Bytes.of(answer));
  }

  @Override
  public synchronized CallOutcome simulate(Address from, Address to, Bytes data, Wei value) {
    CallOutcome answer = answers.getOrDefault(to, Map.of()).get(data.slice(0, 4));
    if (answer != null) {
      return answer;
    }
    return revert
        .<CallOutcome>map(reason -> new Reverted(Bytes.EMPTY, reason))
        .orElseGet(() -> new CallOutcome.Succeeded(Bytes.EMPTY));
  }

  @Override
  public Wei balance(Address account) {
    return Wei.ofWhole(1);
  }

  @Override
  public boolean hasCode(Address address) {
    return true;
  }

  /** Of a node that hides what blocks hold. */
  @Override
  public synchronized Optional<BlockEvidence> evidence() {
    if (!discreet) {
      return Optional.empty();
    }
    return Optional.of(
        new BlockEvidence() {
          @Override
          public String endpoint() {
            return "http://node";
          }

          @Override
          public List<HeaderAnswer> headers(List<Hash32> hashes) {
            return hashes.stream().<HeaderAnswer>map(hash -> new HeaderAnswer.Absent()).toList();
          }

          @Override
          public List<HeaderAnswer> headers(long from, long to) {
            return LongStream.rangeClosed(from, to)
                .<HeaderAnswer>mapToObj(number -> new HeaderAnswer.Absent())
                .toList();
          }

          @Override
          public ReceiptsAnswer receipts(HeaderAnswer.Found block) {
            return new ReceiptsAnswer.Absent();
          }
        });
  }

  @Override
  public synchronized Optional<TransactionReceipt> receipt(Hash32 transaction) {
    return discreet ? Optional.empty() : Optional.ofNullable(receipts.get(transaction));
  }

  @Override
  public synchronized long nonce(Address account) {
    return receipts.size();
  }

  @Override
  public synchronized long nonce(Address account, long blockNumber) {
    return receipts.values().stream().filter(r -> r.blockNumber() <= blockNumber).count();
  }

  @Override
  public synchronized long pendingNonce(Address account) {
    return pool.size();
  }

  /** What a unit of gas costs from now on. */
  public void asks(Wei fee) {
    baseFee = fee;
  }

  @Override
  public Fees fees() {
    return new Fees(baseFee, Wei.of(1));
  }

  @Override
  public GasEstimate estimateGas(Address from, Optional<Address> to, Bytes data, Wei value) {
    return new GasEstimate.Estimated(250_000);
  }

  @Override
  public synchronized Submission send(Bytes raw) {
    if (failingSends > 0) {
      failingSends--;
      throw new RpcUnavailable("scripted", "HTTP status 503");
    }
    sent.add(raw);
    Hash32 hash = Keccak.hash(raw.toArray());
    if (receipts.containsKey(hash)) {
      return new Submission.NonceTooLow();
    }
    return pool.put(hash, raw) == null ? new Submission.Accepted() : new Submission.AlreadyKnown();
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  /** An amount that no test exceeds. */
  public static Wei cap() {
    return new Wei(BigInteger.TEN.pow(12));
  }
}
