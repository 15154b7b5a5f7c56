package lilypad.chain.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How nodes and hosted providers refuse a log query over too many blocks. Codes that are not known
 * are -32000, which says nothing. In the patterns, 1 is the limit in blocks, 2 the first block
 * asked for, 3 the last one that would be allowed, 4 the last one asked for.
 */
enum ProviderWords {
  INFURA(
      -32005,
      "query returned more than 10000 results. Try with this block range [0x%2$x, 0x%3$x]."),
  INFURA_TIMEOUT(-32005, "query timeout exceeded"),
  ALCHEMY(-32000, "Log response size exceeded: this block range should work: [0x%2$x, 0x%3$x]"),
  ALCHEMY_REVERSED(
      -32000, "Log response size exceeded: this block range should work: [0x%3$x, 0x%2$x]"),
  QUICKNODE(-32000, "eth_getLogs is limited to a %1$d range"),
  BLOCKPI(-32000, "eth_getLogs is limited to %1$d block range"),
  PUBLICNODE(-32000, "maximum block range: %1$d"),
  CLOUDFLARE(-32000, "Max range: %1$d"),
  THIRDWEB(-32000, "Maximum allowed number of requested blocks is %1$d"),
  ANKR(-32600, "block range is too wide"),
  CHAINSTACK(-32000, "Block range limit exceeded."),
  COINBASE(-32000, "please limit the query to at most %1$d blocks"),
  AVALANCHE(-32000, "requested too many blocks from %2$d to %4$d, maximum is set to %1$d"),
  TRON(-32000, "exceed max block range: %1$d"),
  DRPC(-32000, "ranges over %1$d blocks are not supported on freetier"),
  RETH(-32000, "query exceeds max block range %1$d"),
  RETH_RESULTS(-32000, "query exceeds max results 20000, retry with the range %2$d-%3$d"),
  ARBITRUM(-32000, "logs matched by query exceeds limit of 10000"),
  OPTIMISM(-32000, "Block range is too large"),
  OPTIMISM_SIZE(-32000, "backend response too large"),
  BESU(-32005, "Requested range exceeds maximum RPC range limit");

  private final int code;
  private final String pattern;

  ProviderWords(int code, String pattern) {
    this.code = code;
    this.pattern = pattern;
  }

  int code() {
    return code;
  }

  String message(long blocks, long from, long to) {
    return String.format(Locale.ROOT, pattern, blocks, from, from + blocks - 1, to);
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<ProviderWords> of(String text) {
    return Arrays.stream(values()).filter(words -> words.text().equals(text)).findFirst();
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(ProviderWords::text).toList();
  }
}
