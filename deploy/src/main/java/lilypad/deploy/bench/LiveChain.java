package lilypad.deploy.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.PaymentDirection;
import lilypad.protocol.abi.PaymentReason;

/**
 * A chain that grows while it is followed, and whose newest blocks are replaced when it is told so:
 * the generator that knows what is canonical, and when each block was there. Everything in it comes
 * from the seed and from the order in which it is told to mine and to reorganise.
 */
final class LiveChain {

  /** So many blocks below the head are final, and safe. */
  static final int FINAL = 12;

  static final int SAFE = 8;

  /** A reorganisation replaces at most so many blocks. */
  static final int DEEPEST = 6;

  private static final int MOST_LOGS = 6;
  private static final int DEALS_AT_A_TIME = 10;

  /**
   * A block.
   *
   * @param at when a node first showed it, milliseconds since 1970-01-01
   */
  record Mined(BlockRef block, List<ChainLog> logs, long at) {}

  private final Random random;
  private final List<Mined> canonical = new ArrayList<>();
  private final Map<Hash32, Mined> ever = new HashMap<>();
  private long made;
  private int replaced;

  /** With a first block that has no logs. */
  LiveChain(long seed) {
    this.random = new Random(seed);
    grow();
  }

  /** One more block. */
  synchronized Mined mine() {
    return grow();
  }

  /** Replaces some of the newest blocks by as many others or one more; they are there at once. */
  synchronized List<Mined> reorganise() {
    int deep = Math.min(1 + random.nextInt(DEEPEST), canonical.size() - 1);
    for (int i = 0; i < deep; i++) {
      canonical.removeLast();
    }
    replaced += deep;
    List<Mined> others = new ArrayList<>();
    for (int more = deep + random.nextInt(2); more > 0; more--) {
      others.add(grow());
    }
    return others;
  }

  private Mined grow() {
    long number = canonical.size();
    Hash32 parent = canonical.isEmpty() ? Hash32.ZERO : canonical.getLast().block().hash();
    BlockRef block =
        new BlockRef(number, CannedLogs.hash("live", made++), parent, DealChain.time(number));
    List<ChainLog> logs = new ArrayList<>();
    int count = number == 0 ? 0 : random.nextInt(MOST_LOGS);
    for (int i = 0; i < count; i++) {
      logs.add(log(block, i));
    }
    Mined mined = new Mined(block, List.copyOf(logs), System.currentTimeMillis());
    canonical.add(mined);
    ever.put(block.hash(), mined);
    return mined;
  }

  private ChainLog log(BlockRef block, int index) {
    LilypadEvent event = event(block.number());
    EncodedEvent encoded = EncodedEvent.of(event);
    return new ChainLog(
        CannedLogs.contract(event),
        encoded.topics(),
        encoded.data(),
        block.hash(),
        block.number(),
        CannedLogs.hash("transaction of " + block.hash(), index),
        index);
  }

  private LilypadEvent event(long block) {
    long deal = block / 2 + random.nextInt(DEALS_AT_A_TIME);
    DealId id = new DealId("Qm" + CannedLogs.hash("deal", deal).bytes().digits().substring(0, 44));
    Wei amount = Wei.of(1_000_000_000_000_000_000L + random.nextInt(1_000_000));
    return switch (random.nextInt(5)) {
      case 0 -> new LilypadEvent.Transfer(CannedLogs.address(1_001), CannedLogs.PAYMENTS, amount);
      case 1 -> new LilypadEvent.DealStateChange(id, AgreementState.DEAL_AGREED);
      default ->
          new LilypadEvent.Payment(
              id,
              CannedLogs.address(1_000 + (int) (deal % 50)),
              amount,
              PaymentReason.PAYMENT_COLLATERAL,
              PaymentDirection.PAID_IN);
    };
  }

  /** How a deal is named in the journal. */
  static DealKey key(DealId deal) {
    return DealKey.of(DealChain.CHAIN_ID, CannedLogs.STORAGE, deal);
  }

  /** The blocks that count, from the first. */
  synchronized List<Mined> canonical() {
    return List.copyOf(canonical);
  }

  /** The newest block. */
  synchronized BlockRef head() {
    return canonical.getLast().block();
  }

  /** How many blocks were replaced. */
  synchronized int replaced() {
    return replaced;
  }

  /** The canonical block of a height. */
  synchronized Optional<Mined> at(long number) {
    return number < canonical.size() ? Optional.of(canonical.get((int) number)) : Optional.empty();
  }

  /** Any block that ever was. */
  synchronized Optional<Mined> of(Hash32 hash) {
    return Optional.ofNullable(ever.get(hash));
  }

  /** What a tag or a number in hexadecimal stands for. */
  synchronized Optional<Mined> named(String wanted) {
    long head = canonical.size() - 1L;
    return at(
        switch (wanted) {
          case "latest", "pending" -> head;
          case "safe" -> Math.max(0, head - SAFE);
          case "finalized" -> Math.max(0, head - FINAL);
          case "earliest" -> 0;
          default -> Long.decode(wanted);
        });
  }

  /** The logs of canonical blocks. */
  synchronized List<ChainLog> logs(long from, long to) {
    List<ChainLog> logs = new ArrayList<>();
    for (long number = Math.max(0, from); number <= to && number < canonical.size(); number++) {
      logs.addAll(canonical.get((int) number).logs());
    }
    return logs;
  }
}
