package lilypad.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.block.BlockHeader;
import lilypad.protocol.block.ConsensusReceipt;
import lilypad.protocol.block.LogEntry;
import lilypad.protocol.block.LogsBloom;

/**
 * Reads headers and receipts from a node's JSON (Ethereum's execution API), each field under the
 * name it has there.
 */
final class EvidenceReader {

  private static final int DEPOSIT = 0x7e;
  private static final int MOST_TOPICS = 4;

  /** Fields of a block that its hash is made over, then those that are known to be none. */
  private static final Set<String> KNOWN =
      Set.of(
          "parentHash",
          "sha3Uncles",
          "miner",
          "stateRoot",
          "transactionsRoot",
          "receiptsRoot",
          "logsBloom",
          "difficulty",
          "number",
          "gasLimit",
          "gasUsed",
          "timestamp",
          "extraData",
          "mixHash",
          "nonce",
          "baseFeePerGas",
          "withdrawalsRoot",
          "blobGasUsed",
          "excessBlobGas",
          "parentBeaconBlockRoot",
          "requestsHash",
          "hash",
          "size",
          "totalDifficulty",
          "uncles",
          "transactions",
          "withdrawals");

  private EvidenceReader() {}

  static HeaderAnswer header(JsonNode block) {
    try {
      return new HeaderAnswer.Found(
          hash(block, "hash"),
          new BlockHeader(
              hash(block, "parentHash"),
              hash(block, "sha3Uncles"),
              Answers.address("miner", text(block, "miner")),
              hash(block, "stateRoot"),
              hash(block, "transactionsRoot"),
              hash(block, "receiptsRoot"),
              new LogsBloom(bytes(block, "logsBloom")),
              quantity(block, "difficulty"),
              Answers.number("number", text(block, "number")),
              quantity(block, "gasLimit"),
              quantity(block, "gasUsed"),
              Answers.number("timestamp", text(block, "timestamp")),
              bytes(block, "extraData"),
              hash(block, "mixHash"),
              bytes(block, "nonce"),
              later(block, "baseFeePerGas").map(field -> quantity(block, field)),
              later(block, "withdrawalsRoot").map(field -> hash(block, field)),
              later(block, "blobGasUsed").map(field -> quantity(block, field)),
              later(block, "excessBlobGas").map(field -> quantity(block, field)),
              later(block, "parentBeaconBlockRoot").map(field -> hash(block, field)),
              later(block, "requestsHash").map(field -> hash(block, field))),
          transactions(block.path("transactions")),
          others(block));
    } catch (RpcMalformed | MalformedValue e) {
      return new HeaderAnswer.Incomplete(String.valueOf(e.getMessage()));
    }
  }

  private static List<Hash32> transactions(JsonNode array) {
    List<Hash32> hashes = new ArrayList<>(array.size());
    for (JsonNode transaction : array) {
      hashes.add(Answers.hash("a transaction's hash", transaction.textValue()));
    }
    return hashes;
  }

  private static Set<String> others(JsonNode block) {
    Set<String> names = new TreeSet<>();
    block.fieldNames().forEachRemaining(names::add);
    names.removeAll(KNOWN);
    return names;
  }

  /** The receipts of a block in the order of the array. */
  static ReceiptsAnswer receipts(Iterable<JsonNode> array, Hash32 block) {
    try {
      List<ReceiptsAnswer.Mined> receipts = new ArrayList<>();
      for (JsonNode receipt : array) {
        Hash32 in = hash(receipt, "blockHash");
        if (!in.equals(block)) {
          throw new RpcMalformed("a receipt of block " + block, "one of block " + in);
        }
        receipts.add(
            new ReceiptsAnswer.Mined(hash(receipt, "transactionHash"), consensus(receipt)));
      }
      return new ReceiptsAnswer.Found(receipts);
    } catch (RpcMalformed | MalformedValue e) {
      return new ReceiptsAnswer.Incomplete(String.valueOf(e.getMessage()));
    }
  }

  private static ConsensusReceipt consensus(JsonNode receipt) {
    long type =
        later(receipt, "type").map(field -> Answers.number(field, text(receipt, field))).orElse(0L);
    return new ConsensusReceipt(
        (int) Math.min(type, Integer.MAX_VALUE),
        outcome(receipt),
        quantity(receipt, "cumulativeGasUsed"),
        logs(receipt.path("logs")),
        type == DEPOSIT ? deposit(receipt) : List.of());
  }

  private static Bytes outcome(JsonNode receipt) {
    if (later(receipt, "status").isEmpty()) {
      return hash(receipt, "root").bytes();
    }
    long status = Answers.number("a receipt's status", text(receipt, "status"));
    return status == 1 ? ConsensusReceipt.SUCCEEDED : ConsensusReceipt.FAILED;
  }

  /** OP chains append both since Canyon, and neither before, whatever the node shows. */
  private static List<BigInteger> deposit(JsonNode receipt) {
    return later(receipt, "depositReceiptVersion").isEmpty()
        ? List.of()
        : List.of(quantity(receipt, "depositNonce"), quantity(receipt, "depositReceiptVersion"));
  }

  private static List<LogEntry> logs(JsonNode array) {
    if (!array.isArray()) {
      throw new RpcMalformed("an array of logs in a receipt", array.toString());
    }
    List<LogEntry> logs = new ArrayList<>(array.size());
    for (JsonNode log : array) {
      List<Hash32> topics = new ArrayList<>(MOST_TOPICS);
      log.path("topics").forEach(topic -> topics.add(Answers.hash("a topic", topic.textValue())));
      logs.add(
          new LogEntry(
              Answers.address("a log's address", text(log, "address")),
              topics,
              bytes(log, "data")));
    }
    return logs;
  }

  private static Optional<String> later(JsonNode object, String field) {
    return object.hasNonNull(field) ? Optional.of(field) : Optional.empty();
  }

  private static String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (!value.isTextual()) {
      throw new RpcMalformed("a field " + field, value.isMissingNode() ? "none" : value.toString());
    }
    return value.asText();
  }

  private static Hash32 hash(JsonNode object, String field) {
    return Answers.hash(field, text(object, field));
  }

  private static Bytes bytes(JsonNode object, String field) {
    return Answers.bytes(field, text(object, field));
  }

  private static BigInteger quantity(JsonNode object, String field) {
    return Answers.quantity(field, text(object, field));
  }
}
