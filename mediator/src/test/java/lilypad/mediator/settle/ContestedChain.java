package lilypad.mediator.settle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
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
import lilypad.protocol.block.BlockHeader;
import lilypad.protocol.block.ConsensusReceipt;
import lilypad.protocol.block.LogsBloom;
import lilypad.protocol.deal.ChainClock;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.transaction.type.Transaction1559;

/**
 * A chain of one account's transactions with a pool, a fee market, reorganisations and nodes that
 * lag, lose answers, forget transactions and lie about receipts and counts, all drawn from one
 * seed. Its contract does what it is called for as often as it is called: only the wallet can make
 * that once. What is in its blocks is the truth that the wallet is measured by.
 */
final class ContestedChain implements EvmChain {

  /** The mediator's process ends, at any moment. */
  static final class Killed extends RuntimeException {
    Killed() {
      super("killed");
    }
  }

  private record Sent(Hash32 hash, long nonce, Address to, Bytes data, long fee, long tip) {}

  private record Included(Sent transaction, boolean success) {}

  private record Block(BlockHeader header, List<Included> inside, long nonceAfter) {
    BlockRef ref() {
      return header.block();
    }
  }

  /** What one node knows. */
  private record View(List<Block> blocks, Map<Hash32, Integer> minedIn) {
    Block head() {
      return blocks.getLast();
    }
  }

  static final Address CONTRACT = Address.fromHex("0x00000000000000000000000000000000000000cc");
  private static final Address STRANGER =
      Address.fromHex("0x0000000000000000000000000000000000000bad");

  private final Random random;
  private final List<Block> blocks = new ArrayList<>();
  private final Map<Hash32, Integer> minedIn = new HashMap<>();
  private final Map<Bytes, Integer> effects = new HashMap<>();
  private final TreeMap<Long, Sent> pool = new TreeMap<>();
  private final Set<Bytes> refused = new HashSet<>();
  private final boolean takesOnlyTheNext;
  private final int safeDepth;
  private final int finalDepth;
  private final boolean lies;
  private Optional<View> fork = Optional.empty();
  private int forkedAt;
  private int finalHeight;
  private int named;
  private long baseFee = 100;
  private boolean calm;
  private boolean hidesReceipts;
  private boolean hidesBlocks;
  private boolean listsNothing;
  private boolean liesNext;
  private boolean holds;
  private long boast;
  private int boasts;

  /** What the account holds. */
  Wei balance = Wei.ofWhole(1);

  /** Told of everything that is handed in, before it counts. */
  Consumer<Bytes> onSend = raw -> {};

  /** What happened, to see that a seed was no walk in the park. */
  int reorgs;

  int strangers;
  int dropped;
  int lied;
  int boasted;
  int failures;

  /** Everything may happen. */
  ContestedChain(Random random) {
    this.random = random;
    this.takesOnlyTheNext = random.nextInt(4) == 0;
    this.safeDepth = random.nextInt(3);
    this.finalDepth = safeDepth + random.nextInt(9);
    this.lies = random.nextInt(3) == 0;
    append(List.of());
  }

  /** Nothing happens but what a test says: safe is one block below the head, final five. */
  ContestedChain(boolean takesOnlyTheNext) {
    this.random = new Random(0);
    this.takesOnlyTheNext = takesOnlyTheNext;
    this.safeDepth = 1;
    this.finalDepth = 5;
    this.lies = false;
    this.calm = true;
    append(List.of());
  }

  private boolean chance(int perThousand) {
    return !calm && random.nextInt(1_000) < perThousand;
  }

  // --- the truth ---

  /** How often a call took effect on the canonical chain. */
  int effects(Bytes data) {
    return effects.getOrDefault(data, 0);
  }

  boolean neverTwice() {
    return effects.values().stream().allMatch(times -> times <= 1);
  }

  boolean inFinalBlock(Hash32 transaction) {
    Integer height = minedIn.get(transaction);
    return height != null && height <= finalHeight;
  }

  int waiting() {
    return pool.size();
  }

  boolean noneOfOursWaits() {
    return pool.values().stream().allMatch(sent -> sent.to().equals(STRANGER));
  }

  long nonceNow() {
    return blocks.getLast().nonceAfter();
  }

  ChainClock clock() {
    return new ChainClock(blocks.getLast().ref(), safeHeight(blocks.size() - 1), finalHeight);
  }

  private int safeHeight(int tip) {
    return Math.max(finalHeight, tip - safeDepth);
  }

  /** From now on everybody behaves. */
  void calmDown() {
    calm = true;
    baseFee = 10;
    refused.clear();
    fork = Optional.empty();
  }

  /** From now on a simulation of this call reverts, or no longer. */
  void toggleRefusal(Bytes data) {
    if (!refused.remove(data)) {
      refused.add(data);
    }
  }

  // --- what a test says ---

  /** The pool forgets what it holds. */
  void forget() {
    pool.clear();
  }

  /** A block in which somebody else used the account's next nonce. */
  void mineStranger() {
    Hash32 hash = name();
    pool.remove(nonceNow());
    append(
        List.of(new Included(new Sent(hash, nonceNow(), STRANGER, Bytes.EMPTY, baseFee, 1), true)));
  }

  /** A block in which what waits is mined and reverts. */
  void mineReverted() {
    List<Included> inside = new ArrayList<>();
    for (Sent sent = pool.remove(nonceNow()); sent != null; ) {
      inside.add(new Included(sent, false));
      sent = pool.remove(nonceNow() + inside.size());
    }
    append(inside);
  }

  /** The newest blocks are replaced by empty ones; what was in them is forgotten. */
  void replace(int depth) {
    for (int i = 0; i < depth; i++) {
      takeBack(true);
    }
    for (int i = 0; i < depth; i++) {
      append(List.of());
    }
  }

  /** From now on nothing is mined, or all is again. */
  void hold(boolean held) {
    holds = held;
  }

  /** From now on no receipt is found, or all are again. */
  void hideReceipts(boolean hidden) {
    hidesReceipts = hidden;
  }

  /** From now on nothing is told of what blocks hold, or all is again. */
  void hideBlocks(boolean hidden) {
    hidesBlocks = hidden;
  }

  /** From now on blocks are said to hold no transaction, or are told as they are again. */
  void listNothing(boolean hidden) {
    listsNothing = hidden;
  }

  /** The next receipt of what is in no block is an invention. */
  void lieOnce() {
    liesNext = true;
  }

  /** So often from now on the account's newest count is said to be this. */
  void boast(long count, int times) {
    boast = count;
    boasts = times;
  }

  // --- what happens ---

  /** A block with some of what waits. */
  void mine() {
    if (!calm) {
      baseFee = Math.clamp(baseFee * (70 + random.nextInt(70)) / 100, 10, 2_000);
    }
    drop();
    List<Included> inside = new ArrayList<>();
    long next = nonceNow();
    if (chance(30)) {
      strangers++;
      Hash32 hash = name();
      inside.add(new Included(new Sent(hash, next, STRANGER, Bytes.EMPTY, baseFee, 1), true));
      pool.remove(next);
      next++;
    }
    for (Sent sent = pool.get(next);
        !holds && sent != null && sent.fee() >= baseFee && !chance(300) && inside.size() < 6;
        sent = pool.get(next)) {
      inside.add(new Included(sent, !sent.to().equals(CONTRACT) || !chance(60)));
      pool.remove(next);
      next++;
    }
    append(inside);
  }

  private void drop() {
    if (chance(60)) {
      dropped += pool.size();
      pool.clear();
    }
    if (!pool.isEmpty() && chance(50)) {
      dropped++;
      pool.remove(pool.firstKey());
    }
  }

  private void append(List<Included> inside) {
    int number = blocks.size();
    Hash32 parent = blocks.isEmpty() ? Hash32.ZERO : blocks.getLast().ref().hash();
    long nonce = blocks.isEmpty() ? 0 : nonceNow();
    BlockHeader header = header(number, parent, ConsensusReceipt.root(receipts(inside)));
    blocks.add(new Block(header, List.copyOf(inside), nonce + inside.size()));
    for (Included each : inside) {
      minedIn.put(each.transaction().hash(), number);
      count(each, 1);
    }
    finalHeight = Math.max(finalHeight, number - finalDepth);
  }

  /** Two blocks of one height differ by the name that their maker wrote into them. */
  private BlockHeader header(int number, Hash32 parent, Hash32 receiptsRoot) {
    return new BlockHeader(
        parent,
        Hash32.ZERO,
        Address.ZERO,
        Hash32.ZERO,
        Hash32.ZERO,
        receiptsRoot,
        LogsBloom.EMPTY,
        BigInteger.ZERO,
        number,
        BigInteger.ZERO,
        BigInteger.ZERO,
        1_000 + number,
        name().bytes(),
        Hash32.ZERO,
        Bytes.of(new byte[8]),
        Optional.of(BigInteger.valueOf(baseFee)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static List<ConsensusReceipt> receipts(List<Included> inside) {
    List<ConsensusReceipt> receipts = new ArrayList<>();
    for (Included each : inside) {
      receipts.add(
          new ConsensusReceipt(
              2,
              each.success() ? ConsensusReceipt.SUCCEEDED : ConsensusReceipt.FAILED,
              BigInteger.valueOf(21_000L * (receipts.size() + 1)),
              List.of(),
              List.of()));
    }
    return receipts;
  }

  private void count(Included included, int by) {
    if (included.success() && included.transaction().to().equals(CONTRACT)) {
      effects.merge(included.transaction().data(), by, Integer::sum);
    }
  }

  private Hash32 name() {
    return Keccak.hash(ByteBuffer.allocate(Integer.BYTES).putInt(named++).array());
  }

  /** Blocks above the final one are replaced; what was in them waits again, or is forgotten. */
  void reorganise() {
    int most = blocks.size() - 1 - finalHeight;
    if (calm || most < 1) {
      return;
    }
    reorgs++;
    int depth = 1 + random.nextInt(most);
    fork = Optional.of(new View(List.copyOf(blocks), Map.copyOf(minedIn)));
    forkedAt = blocks.size() - depth;
    boolean forgotten = random.nextBoolean();
    for (int i = 0; i < depth; i++) {
      takeBack(forgotten);
    }
    int grown = random.nextInt(depth + 2);
    for (int i = 0; i < grown; i++) {
      mine();
    }
    pool.headMap(nonceNow()).clear();
  }

  private void takeBack(boolean forgotten) {
    for (Included gone : blocks.removeLast().inside()) {
      minedIn.remove(gone.transaction().hash());
      count(gone, -1);
      if (!forgotten && random.nextInt(4) > 0) {
        pool.putIfAbsent(gone.transaction().nonce(), gone.transaction());
      }
    }
  }

  /** Before an answer: nothing, a fault, the end of our process, or the world moves on. */
  private void disturb() {
    if (chance(15)) {
      failures++;
      throw new RpcUnavailable("http://node", "no answer");
    }
    if (chance(3)) {
      throw new Killed();
    }
    if (chance(30)) {
      mine();
    }
    if (chance(6)) {
      reorganise();
    }
  }

  /** A node that is up to date, lags, or has not heard of a reorganisation. */
  private View view() {
    disturb();
    if (fork.isPresent() && forkedAt > finalHeight && chance(20)) {
      return fork.get();
    }
    if (chance(50)) {
      int lag = Math.min(blocks.size() - 1, 1 + random.nextInt(3));
      return new View(blocks.subList(0, blocks.size() - lag), minedIn);
    }
    return new View(blocks, minedIn);
  }

  // --- what a node answers ---

  @Override
  public long chainId() {
    return 31_337;
  }

  @Override
  public String clientVersion() {
    return "contested";
  }

  @Override
  public Heads heads() {
    disturb();
    // Tags are never ahead of what is final, and a node that lags knows less.
    int tip = blocks.size() - 1;
    return new Heads(
        blocks.get(tip).ref(),
        Optional.of(blocks.get(Math.min(tip, safeHeight(tip))).ref()),
        Optional.of(blocks.get(Math.min(tip, finalHeight)).ref()));
  }

  @Override
  public Optional<BlockRef> block(long number) {
    View view = view();
    return number >= 0 && number < view.blocks().size()
        ? Optional.of(view.blocks().get((int) number).ref())
        : Optional.empty();
  }

  @Override
  public Optional<BlockRef> block(Hash32 hash) {
    return view().blocks().stream()
        .map(Block::ref)
        .filter(block -> block.hash().equals(hash))
        .findFirst();
  }

  @Override
  public BlockLogs logs(BlockRef block, Set<Address> contracts) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ChainLog> logs(long from, long to, Set<Address> contracts) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ReadOutcome call(Address to, Bytes data, Hash32 atBlock) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CallOutcome simulate(Address from, Address to, Bytes data, Wei value) {
    disturb();
    return refused.contains(data)
        ? new Reverted(Bytes.EMPTY, "not now")
        : new CallOutcome.Succeeded(Bytes.EMPTY);
  }

  @Override
  public Wei balance(Address account) {
    disturb();
    return balance;
  }

  @Override
  public boolean hasCode(Address address) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<TransactionReceipt> receipt(Hash32 transaction) {
    View view = view();
    Integer height = view.minedIn().get(transaction);
    if (hidesReceipts) {
      return Optional.empty();
    }
    if (height == null || height >= view.blocks().size()) {
      int tip = blocks.size() - 1;
      if (height == null && tip > finalHeight && (liesNext || (lies && chance(30)))) {
        // Somebody's invention: in a block that is there, but never in one that is final.
        liesNext = false;
        lied++;
        int said = finalHeight + 1 + random.nextInt(tip - finalHeight);
        return Optional.of(receipt(transaction, blocks.get(said).ref(), true));
      }
      return Optional.empty();
    }
    Block block = view.blocks().get(height);
    return block.inside().stream()
        .filter(each -> each.transaction().hash().equals(transaction))
        .map(each -> receipt(transaction, block.ref(), each.success()))
        .findFirst();
  }

  private static TransactionReceipt receipt(Hash32 transaction, BlockRef block, boolean success) {
    return new TransactionReceipt(
        transaction,
        success,
        block.hash(),
        block.number(),
        21_000,
        Wei.of(1),
        Optional.empty(),
        List.of());
  }

  /** What a block holds is told also where the receipt of a transaction is not. */
  @Override
  public Optional<BlockEvidence> evidence() {
    return Optional.of(new Contents());
  }

  private final class Contents implements BlockEvidence {

    @Override
    public String endpoint() {
      return "http://node";
    }

    @Override
    public List<HeaderAnswer> headers(List<Hash32> hashes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<HeaderAnswer> headers(long from, long to) {
      View view = view();
      List<HeaderAnswer> answers = new ArrayList<>();
      for (long number = from; number <= to; number++) {
        answers.add(
            number < view.blocks().size() && !hidesBlocks
                ? found(view.blocks().get((int) number))
                : new HeaderAnswer.Absent());
      }
      return answers;
    }

    private HeaderAnswer found(Block block) {
      return new HeaderAnswer.Found(
          block.ref().hash(),
          block.header(),
          listsNothing
              ? List.of()
              : block.inside().stream().map(each -> each.transaction().hash()).toList(),
          Set.of());
    }

    @Override
    public ReceiptsAnswer receipts(HeaderAnswer.Found asked) {
      Optional<Block> block =
          view().blocks().stream()
              .filter(known -> known.ref().hash().equals(asked.claimed()))
              .findFirst();
      if (block.isEmpty()) {
        return new ReceiptsAnswer.Absent();
      }
      List<Included> inside = block.get().inside();
      List<ConsensusReceipt> receipts = ContestedChain.receipts(inside);
      List<ReceiptsAnswer.Mined> mined = new ArrayList<>();
      for (int i = 0; i < inside.size(); i++) {
        mined.add(new ReceiptsAnswer.Mined(inside.get(i).transaction().hash(), receipts.get(i)));
      }
      return new ReceiptsAnswer.Found(mined);
    }
  }

  @Override
  public long nonce(Address account) {
    long counted = view().head().nonceAfter();
    if (boasts > 0) {
      boasts--;
      return boast;
    }
    if (lies && chance(20)) {
      boasted++;
      return counted + 1 + random.nextInt(5_000);
    }
    return counted;
  }

  @Override
  public long nonce(Address account, long blockNumber) {
    View view = view();
    if (blockNumber >= view.blocks().size()) {
      throw new RpcUnavailable("http://node", "header not found");
    }
    return view.blocks().get((int) blockNumber).nonceAfter();
  }

  @Override
  public long pendingNonce(Address account) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Fees fees() {
    disturb();
    return new Fees(Wei.of(baseFee), Wei.of(calm ? 1 : random.nextInt(3)));
  }

  @Override
  public GasEstimate estimateGas(Address from, Optional<Address> to, Bytes data, Wei value) {
    disturb();
    return new GasEstimate.Estimated(data.size() == 0 ? 21_000 : 250_000);
  }

  @Override
  public Submission send(Bytes raw) {
    disturb();
    onSend.accept(raw);
    Submission answer = taken(decoded(raw));
    if (chance(30)) {
      failures++;
      throw new RpcUnavailable("http://node", "the answer was lost");
    }
    if (chance(5)) {
      throw new Killed();
    }
    return answer;
  }

  private Submission taken(Sent sent) {
    if (sent.nonce() < nonceNow()) {
      return new Submission.NonceTooLow();
    }
    Sent before = pool.get(sent.nonce());
    if (before != null && before.hash().equals(sent.hash())) {
      return new Submission.AlreadyKnown();
    }
    if (takesOnlyTheNext && sent.nonce() > nonceNow() && !pool.containsKey(sent.nonce() - 1)) {
      return new Submission.NonceTooHigh("nonce too high");
    }
    if (before != null
        && (sent.fee() * 10 < before.fee() * 11
            || sent.tip() * 10 < before.tip() * 11
            || sent.tip() <= before.tip())) {
      return new Submission.Underpriced("replacement transaction underpriced");
    }
    if (sent.fee() < baseFee / 2) {
      return new Submission.Underpriced("max fee per gas less than block base fee");
    }
    pool.put(sent.nonce(), sent);
    return new Submission.Accepted();
  }

  private static Sent decoded(Bytes raw) {
    RawTransaction transaction = TransactionDecoder.decode(raw.toString());
    Transaction1559 fees = (Transaction1559) transaction.getTransaction();
    return new Sent(
        Keccak.hash(raw.toArray()),
        number(transaction.getNonce()),
        Address.fromHex(transaction.getTo()),
        Bytes.fromHex("0x" + transaction.getData().replaceFirst("^0x", "")),
        number(fees.getMaxFeePerGas()),
        number(fees.getMaxPriorityFeePerGas()));
  }

  private static long number(BigInteger value) {
    return value.longValueExact();
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
