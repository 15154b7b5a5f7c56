package lilypad.deploy.bench;

import java.util.List;
import java.util.stream.IntStream;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.PaymentDirection;
import lilypad.protocol.abi.PaymentReason;

/**
 * A chain whose blocks are all final, made from nothing but its size: five logs a deal, each in a
 * block of its own, and five logs a block, each of another deal. Ten deals at a time take turns.
 *
 * @param deals how many; a multiple of ten
 */
record DealChain(int deals) {

  static final long CHAIN_ID = 31_337;
  static final int LOGS_A_DEAL = 5;

  private static final int TURNS = 10;
  private static final int LOGS_A_BLOCK = 5;
  private static final int LOGS_A_GROUP = TURNS * LOGS_A_DEAL;

  DealChain {
    if (deals < TURNS || deals % TURNS != 0) {
      throw new IllegalArgumentException("expected a multiple of " + TURNS + ", got " + deals);
    }
  }

  int logs() {
    return deals * LOGS_A_DEAL;
  }

  /** The height of the last block; block 0 is empty. */
  long last() {
    return logs() / LOGS_A_BLOCK;
  }

  /** The block of a height. */
  static BlockRef block(long number) {
    return new BlockRef(
        number,
        CannedLogs.hash("block", number),
        CannedLogs.hash("block", number - 1),
        time(number));
  }

  /** The time of a block. */
  static long time(long number) {
    return 1_760_000_000 + number;
  }

  /** The index of a log, from its place. */
  static int index(ChainLog log) {
    return (int) (log.blockNumber() - 1) * LOGS_A_BLOCK + log.logIndex();
  }

  /** Which deal a log is of, from 0. */
  static int deal(int log) {
    return log / LOGS_A_GROUP * TURNS + log % TURNS;
  }

  /** Which of its deal's logs a log is, from 0. */
  static int turn(int log) {
    return log % LOGS_A_GROUP / TURNS;
  }

  /** How a deal is named in the journal. */
  static DealKey key(int deal) {
    return DealKey.of(CHAIN_ID, CannedLogs.STORAGE, id(deal));
  }

  private static DealId id(int deal) {
    return new DealId("Qm" + CannedLogs.hash("deal", deal).bytes().digits().substring(0, 44));
  }

  /** A log by its index. */
  static ChainLog log(int log) {
    LilypadEvent event = event(log);
    EncodedEvent encoded = EncodedEvent.of(event);
    long block = 1L + log / LOGS_A_BLOCK;
    return new ChainLog(
        CannedLogs.contract(event),
        encoded.topics(),
        encoded.data(),
        CannedLogs.hash("block", block),
        block,
        CannedLogs.hash("transaction", log),
        log % LOGS_A_BLOCK);
  }

  /** The logs of a block. */
  List<ChainLog> logsOf(long block) {
    int first = (int) (block - 1) * LOGS_A_BLOCK;
    return block < 1 || block > last()
        ? List.of()
        : IntStream.range(first, first + LOGS_A_BLOCK).mapToObj(DealChain::log).toList();
  }

  private static LilypadEvent event(int log) {
    int deal = deal(log);
    Address client = CannedLogs.address(1_000 + deal % 50);
    return switch (turn(log)) {
      case 0 -> payment(deal, client, PaymentReason.PAYMENT_COLLATERAL);
      case 1 -> payment(deal, client, PaymentReason.TIMEOUT_COLLATERAL);
      case 2 -> new LilypadEvent.DealStateChange(id(deal), AgreementState.DEAL_AGREED);
      case 3 -> new LilypadEvent.DealStateChange(id(deal), AgreementState.RESULTS_SUBMITTED);
      default -> new LilypadEvent.DealStateChange(id(deal), AgreementState.RESULTS_ACCEPTED);
    };
  }

  private static LilypadEvent payment(int deal, Address client, PaymentReason reason) {
    return new LilypadEvent.Payment(
        id(deal),
        client,
        Wei.of(2_000_000_000_000_000_000L + deal),
        reason,
        PaymentDirection.PAID_IN);
  }
}
