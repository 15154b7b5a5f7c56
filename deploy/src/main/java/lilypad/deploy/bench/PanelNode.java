package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.block.BlockHeader;
import lilypad.protocol.deal.AgreementReading;
import lilypad.protocol.job.SolverDeal;

/**
 * A process that is the world of {@link PanelDeals} on loopback: the chain's node and the solver.
 * All answers are made before the first question. It prints both ports; a line on its standard
 * input is the new head's number, which it repeats; it ends with its standard input.
 */
final class PanelNode implements AutoCloseable {

  private final long agreed;
  private final List<BlockRef> blocks;
  private final List<byte[]> headers = new ArrayList<>();
  private final List<byte[]> logs = new ArrayList<>();
  private final Map<String, Integer> heights = new HashMap<>();
  private final Map<String, byte[]> calls = new HashMap<>();
  private final Map<String, byte[]> deals = new HashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final RpcFront front;
  private final HttpServer solver;
  private volatile long head;

  private PanelNode(PanelDeals market) throws IOException {
    this.agreed = market.agreed();
    List<BlockHeader> all = market.headers();
    this.blocks = all.stream().map(BlockHeader::block).toList();
    List<DealId> ids = new ArrayList<>();
    for (int deal = 0; deal < market.deals(); deal++) {
      SolverDeal told = PanelDeals.deal(deal);
      ids.add(told.id());
      deals.put("/api/v1/deals/" + told.id().text(), PanelDeals.container(told).toArray());
      answers(market.reading(deal, told.id(), blocks), told.id());
    }
    for (BlockHeader header : all) {
      BlockRef block = blocks.get((int) header.number());
      headers.add(RpcFront.ascii(json(header, block)));
      heights.put(block.hash().toString(), (int) block.number());
      logs.add(
          RpcFront.ascii(
              market.logs(block, ids).stream()
                  .map(log -> CannedLogs.json(log, block.timestamp()))
                  .collect(Collectors.joining(","))));
    }
    this.front = new RpcFront(this::result);
    this.solver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    solver.setExecutor(threads);
    solver.createContext("/", this::told);
    solver.start();
  }

  /** Takes the numbers of deals: in the first part, and in all. */
  public static void main(String[] arguments) throws IOException {
    PanelDeals market =
        new PanelDeals(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
    try (PanelNode node = new PanelNode(market)) {
      System.out.println(node.front.port() + " " + node.solver.getAddress().getPort());
      BufferedReader heads =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = heads.readLine(); line != null; line = heads.readLine()) {
        node.head = Long.parseLong(line);
        System.out.println(line);
      }
    }
  }

  private void answers(AgreementReading reading, DealId id) {
    calls.put(
        new LilypadCall.GetDeal(id).encode().toString(), quoted(reading.dealReturn().toString()));
    calls.put(
        new LilypadCall.GetAgreement(id).encode().toString(),
        quoted(reading.agreementReturn().toString()));
    calls.put(
        new LilypadCall.GetResult(id).encode().toString(),
        quoted(reading.resultReturn().toString()));
  }

  private static byte[] quoted(String text) {
    return RpcFront.ascii('"' + text + '"');
  }

  private static byte[] hex(long number) {
    return quoted("0x" + Long.toHexString(number));
  }

  private static String json(BlockHeader header, BlockRef block) {
    return ("{\"number\":\"0x%x\",\"hash\":\"%s\",\"parentHash\":\"%s\",\"timestamp\":\"0x%x\","
            + "\"sha3Uncles\":\"%s\",\"miner\":\"%s\",\"stateRoot\":\"%s\",\"transactionsRoot\":\"%s\","
            + "\"receiptsRoot\":\"%s\",\"logsBloom\":\"%s\",\"difficulty\":\"0x0\",\"gasLimit\":\"0x%x\","
            + "\"gasUsed\":\"0x0\",\"extraData\":\"0x\",\"mixHash\":\"%s\",\"nonce\":\"%s\","
            + "\"baseFeePerGas\":\"0x1\",\"transactions\":[]}")
        .formatted(
            block.number(),
            block.hash(),
            block.parentHash(),
            block.timestamp(),
            header.ommersHash(),
            header.beneficiary(),
            header.stateRoot(),
            header.transactionsRoot(),
            header.receiptsRoot(),
            header.logsBloom().bits(),
            header.gasLimit(),
            header.mixHash(),
            header.nonce());
  }

  private byte[] result(String method, JsonNode params) {
    return switch (method) {
      case "eth_chainId" -> hex(DealChain.CHAIN_ID);
      case "eth_blockNumber" -> hex(head);
      case "eth_getBlockByNumber" -> block(number(params.path(0).asText()));
      case "eth_getBlockByHash" -> block(heights.getOrDefault(params.path(0).asText(), -1));
      case "eth_getLogs" -> logs(params.path(0));
      case "eth_call" ->
          calls.getOrDefault(params.path(0).path("data").asText(), RpcFront.ascii("null"));
      case "eth_getBalance" -> quoted("0xde0b6b3a7640000");
      case "eth_getTransactionCount" -> hex(0);
      default -> RpcFront.ascii("null");
    };
  }

  private long number(String which) {
    return switch (which) {
      case "latest", "pending" -> head;
      case "safe", "finalized" -> Math.min(head, agreed);
      default -> Long.decode(which);
    };
  }

  private byte[] block(long number) {
    return number < 0 || number > head ? RpcFront.ascii("null") : headers.get((int) number);
  }

  private byte[] logs(JsonNode filter) {
    long from;
    long to;
    if (filter.has("blockHash")) {
      from = heights.getOrDefault(filter.path("blockHash").asText(), Integer.MAX_VALUE);
      to = from;
    } else {
      from = number(filter.path("fromBlock").asText());
      to = number(filter.path("toBlock").asText());
    }
    StringBuilder json = new StringBuilder("[");
    for (long at = from; at <= Math.min(to, head); at++) {
      byte[] of = logs.get((int) at);
      if (of.length > 0) {
        json.append(json.length() > 1 ? "," : "").append(new String(of, StandardCharsets.US_ASCII));
      }
    }
    return RpcFront.ascii(json.append(']').toString());
  }

  private void told(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = deals.get(exchange.getRequestURI().getPath());
      if (body == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    front.close();
    solver.stop(0);
    threads.close();
  }
}
