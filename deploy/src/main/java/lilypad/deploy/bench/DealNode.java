package lilypad.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;

/**
 * A process that is a node of {@link DealChain} on loopback. The logs' JSON is made before the first
 * question and lies in a file, because there may be gigabytes of it. It tells no whole headers: its
 * logs cannot be recomputed, as on some chains. It prints its port and ends when its standard input
 * does.
 */
final class DealNode implements AutoCloseable {

  private final DealChain chain;
  private final long[] ends;
  private final FileChannel made;
  private final RpcFront front;

  DealNode(DealChain chain, Path file) throws IOException {
    this.chain = chain;
    this.ends = new long[(int) chain.last() + 1];
    make(file);
    this.made = FileChannel.open(file, StandardOpenOption.READ);
    this.front = new RpcFront(this::result);
  }

  /** Takes the number of deals and a file to write. */
  public static void main(String[] arguments) throws IOException {
    DealChain chain = new DealChain(Integer.parseInt(arguments[0]));
    try (DealNode node = new DealNode(chain, Path.of(arguments[1]))) {
      System.out.println(node.port());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /** Each log with a comma before it; where each block's logs end is kept. */
  private void make(Path file) throws IOException {
    long end = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (int block = 1; block <= chain.last(); block++) {
        for (ChainLog log : chain.logsOf(block)) {
          byte[] json = RpcFront.ascii("," + CannedLogs.json(log, DealChain.time(block)));
          out.write(json);
          end += json.length;
        }
        ends[block] = end;
      }
    }
  }

  int port() {
    return front.port();
  }

  private byte[] result(String method, JsonNode params) throws IOException {
    return switch (method) {
      case "eth_getLogs" -> logs(params.path(0));
      case "eth_getBlockByNumber" -> block(params.path(0).asText());
      // Asked for of the head alone, to see whether its header can be recomputed.
      case "eth_getBlockByHash" -> block("latest");
      case "eth_chainId" -> RpcFront.ascii("\"0x" + Long.toHexString(DealChain.CHAIN_ID) + '"');
      case "eth_getBalance" -> RpcFront.ascii("\"0xde0b6b3a7640000\"");
      case "eth_getTransactionCount" -> RpcFront.ascii("\"0x0\"");
      default -> RpcFront.ascii("null");
    };
  }

  private byte[] block(String wanted) {
    long number =
        switch (wanted) {
          case "latest", "safe", "finalized" -> chain.last();
          default -> Long.decode(wanted);
        };
    if (number > chain.last()) {
      return RpcFront.ascii("null");
    }
    BlockRef block = DealChain.block(number);
    return RpcFront.ascii(
        "{\"number\":\"0x%x\",\"hash\":\"%s\",\"parentHash\":\"%s\",\"timestamp\":\"0x%x\"}"
            .formatted(number, block.hash(), block.parentHash(), block.timestamp()));
  }

  private byte[] logs(JsonNode filter) throws IOException {
    if (!filter.has("fromBlock")) {
      return RpcFront.ascii("[]");
    }
    int from = Integer.decode(filter.path("fromBlock").asText());
    int to = Integer.decode(filter.path("toBlock").asText());
    long start = ends[from - 1];
    ByteBuffer slice = ByteBuffer.allocate((int) (ends[to] - start) + 1);
    while (slice.position() < slice.limit() - 1) {
      slice.limit(slice.capacity() - 1);
      if (made.read(slice, start + slice.position()) < 0) {
        throw new IOException("expected logs up to " + ends[to] + ", got the file's end");
      }
      slice.limit(slice.capacity());
    }
    byte[] array = slice.put((byte) ']').array();
    array[0] = '[';
    return array;
  }

  @Override
  public void close() throws IOException {
    front.close();
    made.close();
  }
}
