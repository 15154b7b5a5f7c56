package lilypad.chain.rpc;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.Wei;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.Log;

/** Turns web3j's loose answers into our values, or into {@link RpcMalformed}. */
final class Answers {

  private Answers() {}

  static BigInteger quantity(String what, @Nullable String text) {
    String digits = text != null && text.startsWith("0x") ? text.substring(2) : "";
    if (!digits.matches("[0-9a-fA-F]{1,64}")) {
      throw new RpcMalformed("a hex quantity for " + what, String.valueOf(text));
    }
    return new BigInteger(digits, 16);
  }

  static long number(String what, @Nullable String text) {
    BigInteger value = quantity(what, text);
    if (value.bitLength() > 63) {
      throw new RpcMalformed("a quantity below 2^63 for " + what, value.toString());
    }
    return value.longValue();
  }

  static Wei wei(String what, @Nullable String text) {
    return new Wei(quantity(what, text));
  }

  static Bytes bytes(String what, @Nullable String text) {
    try {
      if (text != null && text.startsWith("0x")) {
        return Bytes.fromHex(text);
      }
    } catch (MalformedValue e) {
      throw new RpcMalformed("hex bytes for " + what, text, e);
    }
    throw new RpcMalformed("hex bytes for " + what, String.valueOf(text));
  }

  static Hash32 hash(String what, @Nullable String text) {
    Bytes bytes = bytes(what, text);
    if (bytes.size() != 32) {
      throw new RpcMalformed("32 bytes for " + what, bytes.toString());
    }
    return new Hash32(bytes);
  }

  static Address address(String what, @Nullable String text) {
    Bytes bytes = bytes(what, text);
    if (bytes.size() != 20) {
      throw new RpcMalformed("20 bytes for " + what, bytes.toString());
    }
    return new Address(bytes);
  }

  static Optional<BlockRef> block(EthBlock answer) {
    return Optional.ofNullable(answer.getBlock()).map(Answers::block);
  }

  static BlockRef block(EthBlock.Block block) {
    return new BlockRef(
        number("a block's number", block.getNumberRaw()),
        hash("a block's hash", block.getHash()),
        hash("a block's parent hash", block.getParentHash()),
        number("a block's time", block.getTimestampRaw()));
  }

  /** A receipt's logs, in strictly ascending order of block and position. */
  private static List<ChainLog> logs(@Nullable List<@Nullable Log> answer) {
    if (answer == null) {
      throw new RpcMalformed("an array of logs in a receipt", "null");
    }
    List<ChainLog> logs = new ArrayList<>(answer.size());
    for (Log log : answer) {
      if (log == null) {
        throw new RpcMalformed("a log in a receipt", "null");
      }
      ChainLog next = log(log);
      if (!logs.isEmpty()) {
        requireAfter(logs.getLast(), next);
      }
      logs.add(next);
    }
    return logs;
  }

  /** Refuses a log that does not stand after the one before it in block and position. */
  private static void requireAfter(ChainLog before, ChainLog next) {
    if (!isAfter(before, next)) {
      throw outOfOrder(before, next);
    }
  }

  static RpcMalformed outOfOrder(ChainLog before, ChainLog next) {
    return new RpcMalformed("a log after position " + place(before), "one at " + place(next));
  }

  private static ChainLog log(Log log) {
    if (log.isRemoved()) {
      throw new RpcMalformed("a log of a canonical block", "a removed one");
    }
    List<String> topics = log.getTopics() == null ? List.of() : log.getTopics();
    long index = number("a log's position", log.getLogIndexRaw());
    if (topics.size() > 4 || index > Integer.MAX_VALUE) {
      throw new RpcMalformed(
          "up to 4 topics and a position below 2^31", topics.size() + " topics at " + index);
    }
    return new ChainLog(
        address("a log's address", log.getAddress()),
        topics.stream().map(topic -> hash("a topic", topic)).toList(),
        bytes("a log's data", log.getData()),
        hash("a log's block", log.getBlockHash()),
        number("a log's block number", log.getBlockNumberRaw()),
        hash("a log's transaction", log.getTransactionHash()),
        (int) index);
  }

  static boolean isAfter(ChainLog first, ChainLog second) {
    return second.blockNumber() > first.blockNumber()
        || (second.blockNumber() == first.blockNumber() && second.logIndex() > first.logIndex());
  }

  private static String place(ChainLog log) {
    return log.blockNumber() + "/" + log.logIndex();
  }

  static TransactionReceipt receipt(
      org.web3j.protocol.core.methods.response.TransactionReceipt receipt) {
    Hash32 transaction = hash("a receipt's transaction", receipt.getTransactionHash());
    Hash32 block = hash("a receipt's block", receipt.getBlockHash());
    List<ChainLog> logs = logs(receipt.getLogs());
    for (ChainLog log : logs) {
      if (!log.transactionHash().equals(transaction) || !log.blockHash().equals(block)) {
        throw new RpcMalformed(
            "logs of transaction " + transaction + " in " + block, log.toString());
      }
    }
    return new TransactionReceipt(
        transaction,
        number("a receipt's status", receipt.getStatus()) == 1,
        block,
        number("a receipt's block number", receipt.getBlockNumberRaw()),
        number("a receipt's gas", receipt.getGasUsedRaw()),
        wei("a receipt's gas price", receipt.getEffectiveGasPrice()),
        Optional.ofNullable(receipt.getContractAddress()).map(a -> address("a contract", a)),
        logs);
  }
}
