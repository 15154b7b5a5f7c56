package lilypad.deploy.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lilypad.protocol.Address;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.PaymentDirection;
import lilypad.protocol.abi.PaymentReason;

/**
 * A chain of Lilypad's logs as a node gives them, made from nothing but its size: three logs a
 * block, and of five logs two token transfers, two payments and one change of a deal's state (every
 * fourth time a request for mediation), which is what Lilypad's contracts emit for a deal.
 *
 * @param ranges how many answers there are
 */
record CannedLogs(int ranges) {

  /** Blocks of one range. */
  static final int BLOCKS = 1_000;

  /** Logs of one range. */
  static final int LOGS = 3 * BLOCKS;

  static final Address TOKEN = address(1);
  static final Address PAYMENTS = address(2);
  static final Address STORAGE = address(3);
  static final Address MEDIATION = address(4);

  /** The contracts whose logs these are. */
  static Set<Address> contracts() {
    return Set.of(TOKEN, PAYMENTS, STORAGE, MEDIATION);
  }

  /** The first block of a range. */
  static long from(int range) {
    return 1 + (long) range * BLOCKS;
  }

  /** The last block of a range. */
  static long to(int range) {
    return from(range) + BLOCKS - 1;
  }

  /** What stands before a result in an answer. */
  static byte[] head(String id) {
    return ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** The result of {@code eth_getLogs} for a range, as JSON. */
  byte[] result(int range) {
    StringBuilder json = new StringBuilder("[");
    for (int i = 0; i < LOGS; i++) {
      json.append(i == 0 ? "" : ",").append(json(range * LOGS + i));
    }
    return json.append(']').toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** What a reader finds in a range. */
  Tally expected(int range) {
    Tally tally = new Tally();
    for (int i = 0; i < LOGS; i++) {
      tally.add(event(range * LOGS + i));
    }
    return tally;
  }

  /** What is found in a range by one that counts its bytes. */
  Tally expectedBytes(int range) {
    Tally tally = new Tally();
    tally.drained(head("1").length + result(range).length + 1L);
    return tally;
  }

  private static String json(int log) {
    LilypadEvent event = event(log);
    EncodedEvent encoded = EncodedEvent.of(event);
    long block = 1L + log / 3;
    return json(
        new ChainLog(
            contract(event),
            encoded.topics(),
            encoded.data(),
            hash("block", block),
            block,
            hash("transaction", log / 2),
            log % 3),
        1_760_000_000 + block);
  }

  /** A log as nodes tell it. */
  static String json(ChainLog log, long timestamp) {
    List<String> topics = new ArrayList<>();
    log.topics().forEach(topic -> topics.add("\"" + topic + "\""));
    return ("{\"address\":\"%s\",\"topics\":[%s],\"data\":\"%s\",\"blockHash\":\"%s\","
            + "\"blockNumber\":\"0x%x\",\"blockTimestamp\":\"0x%x\",\"transactionHash\":\"%s\","
            + "\"transactionIndex\":\"0x0\",\"logIndex\":\"0x%x\",\"removed\":false}")
        .formatted(
            log.address(),
            String.join(",", topics),
            log.data(),
            log.blockHash(),
            log.blockNumber(),
            timestamp,
            log.transactionHash(),
            log.logIndex());
  }

  private static LilypadEvent event(int log) {
    int deal = log / 5;
    DealId id = new DealId("Qm" + hash("deal", deal).bytes().digits().substring(0, 44));
    Address client = address(1_000 + deal % 50);
    Wei amount = Wei.of(2_000_000_000_000_000_000L + log);
    return switch (log % 5) {
      case 0, 2 -> new LilypadEvent.Transfer(client, PAYMENTS, amount);
      case 1 ->
          new LilypadEvent.Payment(
              id, client, amount, PaymentReason.PAYMENT_COLLATERAL, PaymentDirection.PAID_IN);
      case 3 ->
          new LilypadEvent.Payment(
              id, client, amount, PaymentReason.TIMEOUT_COLLATERAL, PaymentDirection.REFUNDED);
      default ->
          deal % 4 == 0
              ? new LilypadEvent.MediationRequested(id, address(7))
              : new LilypadEvent.DealStateChange(id, AgreementState.RESULTS_SUBMITTED);
    };
  }

  static Address contract(LilypadEvent event) {
    return switch (event) {
      case LilypadEvent.Transfer transfer -> TOKEN;
      case LilypadEvent.Payment payment -> PAYMENTS;
      case LilypadEvent.MediationRequested requested -> MEDIATION;
      default -> STORAGE;
    };
  }

  static Address address(int number) {
    return new Address(hash("address", number).bytes().slice(12, 32));
  }

  static Hash32 hash(String what, long number) {
    byte[] name = what.getBytes(StandardCharsets.US_ASCII);
    return Keccak.hash(
        ByteBuffer.allocate(name.length + Long.BYTES).put(name).putLong(number).array());
  }
}
