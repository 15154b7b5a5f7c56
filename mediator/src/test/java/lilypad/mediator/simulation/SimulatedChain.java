package lilypad.mediator.simulation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.Heads;
import lilypad.chain.rpc.RpcRefused;
import lilypad.chain.rpc.RpcUnavailable;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.EncodedEvent;
import lilypad.protocol.abi.LilypadEvent;

/**
 * A chain that mines, reorganises above its final height and forgets its newest blocks at random,
 * behind a node that lags, refuses ranges and fails at random: between any two answers, also within
 * one pass of a follower.
 */
final class SimulatedChain {

  static final Address CONTRACT = Address.ZERO;

  private final Random random;
  private final long depth;
  private final int widest;
  private final List<DealId> deals;
  private final List<BlockRef> canonical = new ArrayList<>();
  private final Map<Hash32, List<ChainLog>> logs = new HashMap<>();
  private final List<List<BlockRef>> views = new ArrayList<>();
  private List<BlockRef> shown = List.of();
  private long finalized = -1;
  private long made;
  private boolean calm;
  int reorganised;
  int failures;

  /**
   * @param depth blocks below the head that are final
   * @param widest most blocks of a range that the node answers for
   */
  SimulatedChain(Random random, long depth, int widest, List<DealId> deals) {
    this.random = random;
    this.depth = depth;
    this.widest = widest;
    this.deals = List.copyOf(deals);
    mine();
  }

  void mine() {
    long number = canonical.size();
    Hash32 parent = canonical.isEmpty() ? Hash32.ZERO : canonical.getLast().hash();
    Hash32 hash = Keccak.hash(ByteBuffer.allocate(8).putLong(made++).array());
    BlockRef block = new BlockRef(number, hash, parent, 1_000 + number);
    List<ChainLog> inside = new ArrayList<>();
    int count = random.nextInt(3) == 0 ? random.nextInt(5) : 0;
    for (int i = 0; i < count; i++) {
      inside.add(log(block, i));
    }
    canonical.add(block);
    logs.put(hash, List.copyOf(inside));
    finalized = Math.max(finalized, number - depth);
    show(canonical);
  }

  private ChainLog log(BlockRef block, int index) {
    int which = random.nextInt(12);
    EncodedEvent event =
        EncodedEvent.of(
            new LilypadEvent.DealStateChange(
                deals.get(random.nextInt(deals.size())), AgreementState.DEAL_AGREED));
    List<Hash32> topics =
        which == 0
            ? List.of(Keccak.hash("strange".getBytes(StandardCharsets.UTF_8)))
            : event.topics();
    Bytes data = which == 1 ? event.data().slice(0, 31) : event.data();
    return new ChainLog(
        CONTRACT, topics, data, block.hash(), block.number(), Hash32.ZERO, 3 * index);
  }

  private void drop(int blocks) {
    for (int i = 0; i < blocks && canonical.getLast().number() > Math.max(0, finalized); i++) {
      canonical.removeLast();
      reorganised++;
    }
    show(canonical);
  }

  /** The node shows this from now on, unless it contradicts what is final: no node does that. */
  private void show(List<BlockRef> view) {
    int common = (int) Math.min(Math.min(finalized + 1, view.size()), canonical.size());
    if (common <= 0 || view.subList(0, common).equals(canonical.subList(0, common))) {
      shown = List.copyOf(view);
    }
  }

  /** No more trouble: the chain stands still and the node tells all of it. */
  void calmDown(long height) {
    calm = true;
    while (canonical.size() <= height) {
      mine();
    }
    show(canonical);
  }

  /** Something may happen to chain and node. */
  void live() {
    if (calm) {
      return;
    }
    switch (random.nextInt(30)) {
      case 0, 1, 2 -> mine();
      case 3 -> {
        int gone = 1 + random.nextInt(5);
        drop(gone);
        for (int i = 0; i < gone; i++) {
          mine();
        }
      }
      case 4 -> drop(1 + random.nextInt(3));
      case 5 -> views.add(List.copyOf(canonical));
      case 6 -> {
        if (!views.isEmpty()) {
          show(views.get(random.nextInt(views.size())));
        }
      }
      case 7 -> show(canonical.subList(0, Math.max(1, canonical.size() - random.nextInt(4))));
      case 8, 9 -> show(canonical);
      default -> {
        // most of the time nothing does
      }
    }
  }

  List<BlockRef> canonical() {
    return List.copyOf(canonical);
  }

  List<ChainLog> logsOf(BlockRef block) {
    return Optional.ofNullable(logs.get(block.hash())).orElseThrow();
  }

  /** The node. */
  EvmChain node() {
    return (EvmChain)
        Proxy.newProxyInstance(
            SimulatedChain.class.getClassLoader(),
            new Class<?>[] {EvmChain.class},
            (proxy, method, arguments) -> {
              Object[] given = arguments == null ? new Object[0] : arguments;
              if (method.isDefault()) {
                // A lone node that proves nothing: its blocks' hashes are those of no header.
                return InvocationHandler.invokeDefault(proxy, method, given);
              }
              live();
              if (!calm && random.nextInt(40) == 0) {
                failures++;
                throw new RpcUnavailable("simulated", "HTTP status 503");
              }
              return switch (method.getName()) {
                case "heads" -> heads();
                case "block" -> block(given[0]);
                case "logs" ->
                    given.length == 2
                        ? logsByHash((BlockRef) given[0])
                        : logsByRange((Long) given[0], (Long) given[1]);
                default -> throw new UnsupportedOperationException(method.toString());
              };
            });
  }

  private Heads heads() {
    BlockRef head = shown.getLast();
    long height = Math.min(finalized, head.number());
    Optional<BlockRef> tag =
        height >= 0 ? Optional.of(shown.get((int) height)) : Optional.of(shown.getFirst());
    return new Heads(head, tag, tag);
  }

  private Optional<BlockRef> block(Object which) {
    return shown.stream()
        .filter(block -> which.equals(block.number()) || which.equals(block.hash()))
        .findFirst();
  }

  private BlockLogs logsByHash(BlockRef block) {
    return shown.contains(block)
        ? new BlockLogs.Found(logsOf(block))
        : new BlockLogs.UnknownBlock(block.hash());
  }

  private List<ChainLog> logsByRange(long from, long to) {
    if (to >= shown.size() || to - from + 1 > widest) {
      failures++;
      throw new RpcRefused("eth_getLogs", -32005, "block range is too wide", Bytes.EMPTY);
    }
    return shown.subList((int) from, (int) to + 1).stream()
        .flatMap(block -> logsOf(block).stream())
        .toList();
  }
}
