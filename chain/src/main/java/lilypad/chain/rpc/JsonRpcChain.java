package lilypad.chain.rpc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.Wei;
import org.web3j.protocol.core.BatchRequest;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.core.methods.response.EthChainId;
import org.web3j.protocol.core.methods.response.EthEstimateGas;
import org.web3j.protocol.core.methods.response.EthGetBalance;
import org.web3j.protocol.core.methods.response.EthGetCode;
import org.web3j.protocol.core.methods.response.EthGetTransactionCount;
import org.web3j.protocol.core.methods.response.EthGetTransactionReceipt;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.EthMaxPriorityFeePerGas;
import org.web3j.protocol.core.methods.response.EthSendTransaction;
import org.web3j.protocol.core.methods.response.Web3ClientVersion;

/** An EVM chain over one JSON-RPC endpoint (Ethereum's execution API). */
public final class JsonRpcChain implements EvmChain {

  private final HttpTransport transport;
  private final BlockEvidence evidence;
  private final Map<String, BlockRef> lastTagged = new ConcurrentHashMap<>();

  /** Speaks through {@code transport} and closes it in the end. */
  public JsonRpcChain(HttpTransport transport) {
    this.transport = transport;
    this.evidence = new JsonRpcEvidence(transport);
  }

  /** A chain at the endpoint that {@code settings} name. */
  public static JsonRpcChain connect(RpcSettings settings) {
    return new JsonRpcChain(new HttpTransport(settings));
  }

  @Override
  public long chainId() {
    return Answers.number("the chain id", ask("eth_chainId", List.of(), EthChainId.class));
  }

  @Override
  public String clientVersion() {
    return ask("web3_clientVersion", List.of(), Web3ClientVersion.class);
  }

  @Override
  public Heads heads() {
    Request<Object, EthBlock> latest = blockByTag("latest");
    Request<Object, EthBlock> safe = blockByTag("safe");
    Request<Object, EthBlock> finalized = blockByTag("finalized");
    BatchRequest batch = new BatchRequest(transport).add(latest).add(safe).add(finalized);
    List<? extends Response<?>> answers = transport.sendBatch(batch).getResponses();
    BlockRef head =
        tagged("latest", answers.get(0))
            .orElseThrow(() -> new RpcMalformed("a block at latest", "none"));
    Heads heads =
        new Heads(
            head,
            settled("safe", answers.get(1), head),
            settled("finalized", answers.get(2), head));
    heads.safe().ifPresent(block -> requireBelow(head, "safe", block));
    heads.finalized().ifPresent(block -> requireBelow(head, "finalized", block));
    return heads;
  }

  private Request<Object, EthBlock> blockByTag(String tag) {
    return request("eth_getBlockByNumber", List.of(tag, false), EthBlock.class);
  }

  /**
   * A node that knows a tag may have no block for it for a moment, after it was started for
   * instance. That is no news, and no reason to count confirmations from then on.
   */
  private Optional<BlockRef> settled(String tag, Response<?> answer, BlockRef head) {
    Optional<BlockRef> now = tagged(tag, answer);
    now.ifPresent(block -> lastTagged.put(tag, block));
    return now.or(
        () ->
            Optional.ofNullable(lastTagged.get(tag))
                .filter(block -> block.number() <= head.number()));
  }

  private static Optional<BlockRef> tagged(String tag, Response<?> answer) {
    if (!answer.hasError()) {
      return Answers.block((EthBlock) answer);
    }
    Response.Error error = answer.getError();
    String text = error.getMessage() == null ? "no message" : error.getMessage();
    if (!tag.equals("latest") && Refusals.isUnknownTag(text)) {
      return Optional.empty();
    }
    throw new RpcRefused("eth_getBlockByNumber " + tag, error.getCode(), text, Bytes.EMPTY);
  }

  private static void requireBelow(BlockRef head, String tag, BlockRef block) {
    if (block.number() > head.number()) {
      throw new RpcMalformed("a " + tag + " block up to the head " + head, block.toString());
    }
  }

  @Override
  public Optional<BlockRef> block(long number) {
    return requireNumber(number, getBlock("eth_getBlockByNumber", hex(number)));
  }

  private static Optional<BlockRef> requireNumber(long number, Optional<BlockRef> block) {
    block.ifPresent(
        b -> {
          if (b.number() != number) {
            throw RpcMalformed.contradiction("block " + number, "block " + b);
          }
        });
    return block;
  }

  /** In one request; a batch that the node refuses is asked for in halves. */
  @Override
  public List<Optional<BlockRef>> blocks(List<Long> numbers) {
    if (numbers.size() < 2) {
      return numbers.stream().map(this::block).toList();
    }
    try {
      return together(numbers);
    } catch (RpcRefused e) {
      int half = numbers.size() / 2;
      List<Optional<BlockRef>> all = new ArrayList<>(blocks(numbers.subList(0, half)));
      all.addAll(blocks(numbers.subList(half, numbers.size())));
      return all;
    }
  }

  private List<Optional<BlockRef>> together(List<Long> numbers) {
    BatchRequest batch = new BatchRequest(transport);
    numbers.forEach(number -> batch.add(blockByTag(hex(number))));
    List<? extends Response<?>> answers = transport.sendBatch(batch).getResponses();
    List<Optional<BlockRef>> blocks = new ArrayList<>(numbers.size());
    for (int i = 0; i < answers.size(); i++) {
      blocks.add(requireNumber(numbers.get(i), numbered(answers.get(i))));
    }
    return blocks;
  }

  private static Optional<BlockRef> numbered(Response<?> answer) {
    if (!answer.hasError()) {
      return Answers.block((EthBlock) answer);
    }
    Response.Error error = answer.getError();
    String text = error.getMessage() == null ? "no message" : error.getMessage();
    RpcRefused refused = new RpcRefused("eth_getBlockByNumber", error.getCode(), text, Bytes.EMPTY);
    if (Refusals.isUnknownBlock(refused)) {
      return Optional.empty();
    }
    throw refused;
  }

  @Override
  public Optional<BlockRef> block(Hash32 hash) {
    Optional<BlockRef> block = getBlock("eth_getBlockByHash", hash.toString());
    block.ifPresent(
        b -> {
          if (!b.hash().equals(hash)) {
            throw RpcMalformed.contradiction("block " + hash, "block " + b);
          }
        });
    return block;
  }

  private Optional<BlockRef> getBlock(String method, String which) {
    try {
      return Answers.block(
          transport.send(request(method, List.of(which, false), EthBlock.class), EthBlock.class));
    } catch (RpcRefused e) {
      if (Refusals.isUnknownBlock(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public BlockLogs logs(BlockRef block, Set<Address> contracts) {
    if (contracts.isEmpty()) {
      return new BlockLogs.Found(List.of());
    }
    List<ChainLog> logs;
    try {
      logs = getLogs(Map.of("blockHash", block.hash().toString(), "address", texts(contracts)));
    } catch (RpcRefused e) {
      if (Refusals.isUnknownBlock(e)) {
        return new BlockLogs.UnknownBlock(block.hash());
      }
      throw e;
    }
    for (ChainLog log : logs) {
      requireWatched(log, contracts);
      if (!log.blockHash().equals(block.hash()) || log.blockNumber() != block.number()) {
        throw RpcMalformed.contradiction("a log of block " + block, log.toString());
      }
    }
    return new BlockLogs.Found(logs);
  }

  @Override
  public List<ChainLog> logs(long from, long to, Set<Address> contracts) {
    if (contracts.isEmpty()) {
      return List.of();
    }
    List<ChainLog> logs =
        getLogs(Map.of("fromBlock", hex(from), "toBlock", hex(to), "address", texts(contracts)));
    for (ChainLog log : logs) {
      requireWatched(log, contracts);
      if (log.blockNumber() < from || log.blockNumber() > to) {
        throw RpcMalformed.contradiction("a log of blocks " + from + " to " + to, log.toString());
      }
    }
    return logs;
  }

  private List<ChainLog> getLogs(Map<String, Object> filter) {
    return transport.logs(request("eth_getLogs", List.of(filter), EthLog.class));
  }

  private static void requireWatched(ChainLog log, Set<Address> contracts) {
    if (!contracts.contains(log.address())) {
      throw RpcMalformed.contradiction("a log of one of " + contracts, log.toString());
    }
  }

  @Override
  public Optional<BlockEvidence> evidence() {
    return Optional.of(evidence);
  }

  private static List<Map<String, Object>> pinned(Address to, Bytes data, Hash32 atBlock) {
    return List.of(
        Map.of("to", to.toString(), "data", data.toString()),
        Map.of("blockHash", atBlock.toString(), "requireCanonical", true));
  }

  /** In one request; what a node does not answer in it is asked for by itself. */
  @Override
  public List<ReadOutcome> calls(Address to, List<Bytes> datas, Hash32 atBlock) {
    BatchRequest batch = new BatchRequest(transport);
    datas.forEach(data -> batch.add(request("eth_call", pinned(to, data, atBlock), EthCall.class)));
    List<? extends Response<?>> answers;
    try {
      answers = transport.sendBatch(batch).getResponses();
    } catch (RpcRefused | RpcMalformed e) {
      return EvmChain.super.calls(to, datas, atBlock);
    }
    List<ReadOutcome> outcomes = new ArrayList<>(datas.size());
    for (int i = 0; i < datas.size(); i++) {
      outcomes.add(
          answers.get(i) instanceof EthCall answer && !answer.hasError()
              ? new ReadOutcome.Answered(Answers.bytes("a call's output", answer.getValue()))
              : call(to, datas.get(i), atBlock));
    }
    return List.copyOf(outcomes);
  }

  @Override
  public ReadOutcome call(Address to, Bytes data, Hash32 atBlock) {
    try {
      return new ReadOutcome.Answered(
          Answers.bytes(
              "a call's output", ask("eth_call", pinned(to, data, atBlock), EthCall.class)));
    } catch (RpcRefused e) {
      if (Refusals.isUnknownBlock(e)) {
        return new ReadOutcome.UnknownBlock(atBlock);
      }
      return Refusals.reverted(e).orElseThrow(() -> e);
    }
  }

  @Override
  public CallOutcome simulate(Address from, Address to, Bytes data, Wei value) {
    Map<String, Object> call = transaction(from, Optional.of(to), data, value);
    try {
      return new CallOutcome.Succeeded(
          Answers.bytes(
              "a call's output", ask("eth_call", List.of(call, "latest"), EthCall.class)));
    } catch (RpcRefused e) {
      return Refusals.reverted(e).orElseThrow(() -> e);
    }
  }

  @Override
  public GasEstimate estimateGas(Address from, Optional<Address> to, Bytes data, Wei value) {
    try {
      return new GasEstimate.Estimated(
          Answers.number(
              "gas",
              ask(
                  "eth_estimateGas",
                  List.of(transaction(from, to, data, value)),
                  EthEstimateGas.class)));
    } catch (RpcRefused e) {
      return Refusals.reverted(e).orElseThrow(() -> e);
    }
  }

  private static Map<String, Object> transaction(
      Address from, Optional<Address> to, Bytes data, Wei value) {
    Map<String, Object> transaction = new LinkedHashMap<>();
    transaction.put("from", from.toString());
    to.ifPresent(address -> transaction.put("to", address.toString()));
    transaction.put("data", data.toString());
    transaction.put("value", "0x" + value.value().toString(16));
    return transaction;
  }

  @Override
  public Wei balance(Address account) {
    return Answers.wei(
        "a balance",
        ask("eth_getBalance", List.of(account.toString(), "latest"), EthGetBalance.class));
  }

  @Override
  public boolean hasCode(Address address) {
    String code = ask("eth_getCode", List.of(address.toString(), "latest"), EthGetCode.class);
    return Answers.bytes("code", code).size() > 0;
  }

  @Override
  public Optional<TransactionReceipt> receipt(Hash32 transaction) {
    EthGetTransactionReceipt answer =
        transport.send(
            request(
                "eth_getTransactionReceipt",
                List.of(transaction.toString()),
                EthGetTransactionReceipt.class),
            EthGetTransactionReceipt.class);
    Optional<TransactionReceipt> receipt = answer.getTransactionReceipt().map(Answers::receipt);
    receipt.ifPresent(
        r -> {
          if (!r.transactionHash().equals(transaction)) {
            throw RpcMalformed.contradiction("the receipt of " + transaction, r.toString());
          }
        });
    return receipt;
  }

  @Override
  public long nonce(Address account) {
    return nonce(account, "latest");
  }

  @Override
  public long nonce(Address account, long blockNumber) {
    return nonce(account, hex(blockNumber));
  }

  @Override
  public long pendingNonce(Address account) {
    return nonce(account, "pending");
  }

  private long nonce(Address account, String block) {
    return Answers.number(
        "a nonce",
        ask(
            "eth_getTransactionCount",
            List.of(account.toString(), block),
            EthGetTransactionCount.class));
  }

  @Override
  public Fees fees() {
    Wei tip =
        Answers.wei(
            "a tip", ask("eth_maxPriorityFeePerGas", List.of(), EthMaxPriorityFeePerGas.class));
    EthBlock.Block head = transport.send(blockByTag("latest"), EthBlock.class).getBlock();
    if (head == null || head.getBaseFeePerGasRaw() == null) {
      throw new RpcMalformed("a head with a base fee (EIP-1559)", "none");
    }
    return new Fees(Answers.wei("a base fee", head.getBaseFeePerGasRaw()), tip);
  }

  @Override
  public Submission send(Bytes rawTransaction) {
    Hash32 expected = Keccak.hash(rawTransaction.toArray());
    try {
      String hash =
          ask(
              "eth_sendRawTransaction",
              List.of(rawTransaction.toString()),
              EthSendTransaction.class);
      if (!Answers.hash("a transaction's hash", hash).equals(expected)) {
        throw RpcMalformed.contradiction("the transaction hash " + expected, hash);
      }
      return new Submission.Accepted();
    } catch (RpcRefused e) {
      return Refusals.submission(e);
    }
  }

  @Override
  public void close() {
    transport.close();
  }

  private <T extends Response<String>> String ask(String method, List<?> params, Class<T> type) {
    String result = transport.send(request(method, params, type), type).getResult();
    if (result == null) {
      throw new RpcMalformed("an answer to " + method, "null");
    }
    return result;
  }

  private <T extends Response<?>> Request<Object, T> request(
      String method, List<?> params, Class<T> type) {
    return new Request<>(method, List.copyOf(params), transport, type);
  }

  private static List<String> texts(Set<Address> contracts) {
    return contracts.stream().sorted().map(Address::toString).toList();
  }

  private static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }
}
