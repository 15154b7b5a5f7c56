package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;

/**
 * A node of a {@link LiveChain} on loopback, which also announces new heads. It is honest and knows
 * the logs of replaced blocks by their hash, as nodes do for a while. It tells no whole headers:
 * its logs cannot be recomputed, as on some chains.
 */
final class LiveNode implements AutoCloseable {

  private final LiveChain chain;
  private final RpcFront front;
  private final HeadsFront heads;

  LiveNode(LiveChain chain) throws IOException {
    this.chain = chain;
    this.front = new RpcFront(this::result);
    this.heads = new HeadsFront();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + front.port());
  }

  URI socketUrl() {
    return URI.create("ws://127.0.0.1:" + heads.port());
  }

  void announce(LiveChain.Mined mined) {
    heads.announce(header(mined));
  }

  private byte[] result(String method, JsonNode params) {
    return RpcFront.ascii(
        switch (method) {
          case "eth_getLogs" -> logs(params.path(0));
          case "eth_getBlockByNumber" -> block(chain.named(params.path(0).asText()));
          case "eth_getBlockByHash" -> block(chain.of(Hash32.fromHex(params.path(0).asText())));
          case "eth_blockNumber" -> "\"0x" + Long.toHexString(chain.head().number()) + '"';
          case "eth_chainId" -> "\"0x" + Long.toHexString(DealChain.CHAIN_ID) + '"';
          case "eth_getBalance" -> "\"0xde0b6b3a7640000\"";
          case "eth_getTransactionCount" -> "\"0x0\"";
          default -> "null";
        });
  }

  private static String block(Optional<LiveChain.Mined> found) {
    return found.map(LiveNode::header).orElse("null");
  }

  private static String header(LiveChain.Mined mined) {
    BlockRef block = mined.block();
    return "{\"number\":\"0x%x\",\"hash\":\"%s\",\"parentHash\":\"%s\",\"timestamp\":\"0x%x\"}"
        .formatted(block.number(), block.hash(), block.parentHash(), block.timestamp());
  }

  private String logs(JsonNode filter) {
    if (filter.has("blockHash")) {
      return chain
          .of(Hash32.fromHex(filter.path("blockHash").asText()))
          .map(mined -> json(mined.logs()))
          .orElse("null");
    }
    return json(
        chain.logs(
            Long.decode(filter.path("fromBlock").asText()),
            Long.decode(filter.path("toBlock").asText())));
  }

  private static String json(List<ChainLog> logs) {
    return logs.stream()
        .map(log -> CannedLogs.json(log, DealChain.time(log.blockNumber())))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Override
  public void close() {
    heads.close();
    front.close();
  }
}
