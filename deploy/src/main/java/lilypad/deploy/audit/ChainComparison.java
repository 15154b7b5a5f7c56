package lilypad.deploy.audit;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.FinalityDepth;
import lilypad.chain.rpc.ReadOutcome;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.RpcRefused;
import lilypad.chain.rpc.RpcUnavailable;
import lilypad.persistence.audit.ExportScope;
import lilypad.persistence.audit.Finding;
import lilypad.persistence.audit.RecordCheck;
import lilypad.persistence.audit.RecordedFacts;
import lilypad.persistence.audit.StoredFact;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.ChainLog;
import lilypad.protocol.DealId;
import lilypad.protocol.DealKey;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.CallReturns;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.LilypadEvent;
import lilypad.protocol.abi.LogDecoder;
import lilypad.protocol.abi.MalformedAbi;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.deal.ChainView;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.DealState;

/**
 * Holds the deals of a record against the chain: every log of a deal that it recorded, payments and
 * states among them, must be the chain's, and the chain may have no other; and each mediated deal's
 * agreement must stand where the record says. All of it up to the newest block of the record that
 * is final, which is pinned by its hash. What was only recorded later is not looked at.
 *
 * <p>Of a block only a sum over its logs is kept, so that a long record needs little memory; where
 * it differs the record is read once more.
 */
public final class ChainComparison implements RecordCheck.DealListener {

  /** Where the node does not say what is final. */
  static final FinalityDepth DEPTH = new FinalityDepth(16, 64);

  private static final long RANGE = 2_000;
  private static final int MOST_FINDINGS = 100;

  /**
   * What was compared.
   *
   * @param pinned the block up to which; empty if no block of the record is final yet
   */
  public record Compared(
      Optional<BlockRef> pinned, long logs, long agreements, List<Finding> findings) {
    public Compared {
      findings = List.copyOf(findings);
    }
  }

  /** The logs of a block, in any order: how many, and the sum of their hashes. */
  private record Sum(long logs, long high, long low) {
    static final Sum NONE = new Sum(0, 0, 0);

    Sum plus(ChainLog log) {
      ByteBuffer hash = ByteBuffer.wrap(hash(log).bytes().toArray());
      return new Sum(logs + 1, high + hash.getLong(), low + hash.getLong());
    }
  }

  private record Mediated(DealId deal, AgreementState state, long since) {}

  /** A log and its deal, by its place. */
  private record Placed(DealId deal, ChainLog log) {}

  private final TreeMap<Long, Sum> recorded = new TreeMap<>();
  private final TreeMap<Long, Hash32> blocks = new TreeMap<>();
  private final Set<Address> contracts = new HashSet<>();
  private final Set<Hash32> deals = new HashSet<>();
  private final List<Mediated> mediated = new ArrayList<>();
  private final AnchorComparison anchors = new AnchorComparison();

  @Override
  public void stated(AuditEvent event) {
    anchors.stated(event);
  }

  @Override
  public void again() {
    recorded.clear();
    blocks.clear();
    contracts.clear();
    deals.clear();
    mediated.clear();
    anchors.again();
  }

  /** The heads that the record says were anchored. */
  public AnchorComparison anchors() {
    return anchors;
  }

  @Override
  public void ended(DealKey deal, DealState state) {
    for (DealState.LoggedAt logged : state.logs()) {
      long number = logged.block().number();
      recorded.merge(number, Sum.NONE.plus(logged.log()), ChainComparison::sum);
      blocks.put(number, logged.block().hash());
      contracts.add(logged.log().address());
    }
    deals.add(deal.hash());
    if (state.mediation().isPresent()) {
      try {
        ChainView view = state.chain();
        state
            .deal()
            .ifPresent(
                id ->
                    mediated.add(
                        new Mediated(
                            id, view.state(), view.stateBlock().map(BlockRef::number).orElse(0L))));
      } catch (MalformedAbi e) {
        // The check of the record itself has said so.
      }
    }
  }

  private static Sum sum(Sum one, Sum other) {
    return new Sum(one.logs + other.logs, one.high + other.high, one.low + other.low);
  }

  private static Hash32 hash(ChainLog log) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(log.address().bytes().toArray());
    log.topics().forEach(topic -> parts.add(topic.bytes().toArray()));
    parts.add(ByteBuffer.allocate(Long.BYTES).putLong(log.logIndex()).array());
    parts.add(log.blockHash().bytes().toArray());
    parts.add(log.transactionHash().bytes().toArray());
    parts.add(log.data().toArray());
    return Keccak.hash(parts.toArray(byte[][]::new));
  }

  /**
   * Compares, once all deals were told.
   *
   * @param file the record
   * @param progress told in words how far it got
   * @throws CannotGoOn if the node serves another chain, does not answer, or has no state of the
   *     pinned block any more
   */
  public Compared compare(EvmChain chain, ExportScope scope, Path file, Consumer<String> progress) {
    try {
      return compared(chain, scope, file, progress);
    } catch (RpcFault e) {
      throw new CannotGoOn(
          "The chain's node gave no usable answer: " + e.getMessage(),
          "Check the node that --rpc names, then verify again",
          e);
    }
  }

  private Compared compared(
      EvmChain chain, ExportScope scope, Path file, Consumer<String> progress) {
    long served = chain.chainId();
    if (served != scope.domain().chainId()) {
      throw new CannotGoOn(
          "The record is about chain " + scope.domain().chainId() + ", the node serves " + served,
          "Give --rpc a node of chain " + scope.domain().chainId());
    }
    long isFinal = DEPTH.finalizedHeight(chain.heads());
    Map.Entry<Long, Hash32> newest = blocks.floorEntry(isFinal);
    if (newest == null) {
      return new Compared(Optional.empty(), 0, 0, List.of());
    }
    Optional<BlockRef> pinned = chain.block(newest.getKey());
    if (!pinned.map(BlockRef::hash).equals(Optional.of(newest.getValue()))) {
      return new Compared(
          pinned,
          0,
          0,
          List.of(
              new Finding.ChainContradicted(
                  "block " + newest.getKey(),
                  pinned.map(block -> block.hash().toString()).orElse("none"),
                  newest.getValue().toString())));
    }
    BlockRef last = pinned.orElseThrow();
    List<Finding> findings = new ArrayList<>();
    long logs = logs(chain, scope, file, last, findings, progress);
    long agreements = agreements(chain, scope, last, findings, progress);
    return new Compared(pinned, logs, agreements, findings);
  }

  // --- logs

  private long logs(
      EvmChain chain,
      ExportScope scope,
      Path file,
      BlockRef last,
      List<Finding> findings,
      Consumer<String> progress) {
    SortedSet<Long> differing = new TreeSet<>();
    Map<Long, List<Placed>> told = new HashMap<>();
    long count = 0;
    long range = RANGE;
    for (long from = recorded.firstKey(); from <= last.number(); ) {
      long to = Math.min(last.number(), from + range - 1);
      List<ChainLog> logs;
      try {
        logs = chain.logs(from, to, contracts);
      } catch (RpcRefused | RpcUnavailable e) {
        if (to == from) {
          throw e;
        }
        range = Math.max(1, (to - from + 1) / 2);
        continue;
      }
      count += compareRange(scope, from, to, logs, differing, told);
      progress.accept("chain: up to block %,d of %,d".formatted(to, last.number()));
      from = to + 1;
    }
    if (!differing.isEmpty()) {
      differences(differing, told, recordedIn(file, differing), findings);
    }
    return count;
  }

  private long compareRange(
      ExportScope scope,
      long from,
      long to,
      List<ChainLog> logs,
      SortedSet<Long> differing,
      Map<Long, List<Placed>> told) {
    TreeMap<Long, List<Placed>> ofDeals = new TreeMap<>();
    for (ChainLog log : logs) {
      deal(log)
          .filter(id -> scope.deal().isEmpty() || deals.contains(key(scope, id).hash()))
          .ifPresent(
              id ->
                  ofDeals
                      .computeIfAbsent(log.blockNumber(), number -> new ArrayList<>())
                      .add(new Placed(id, log)));
    }
    SortedSet<Long> numbers = new TreeSet<>(ofDeals.keySet());
    numbers.addAll(recorded.subMap(from, true, to, true).keySet());
    long count = 0;
    for (long number : numbers) {
      List<Placed> here = ofDeals.getOrDefault(number, List.of());
      Sum sum = Sum.NONE;
      for (Placed placed : here) {
        sum = sum.plus(placed.log());
      }
      count += sum.logs();
      if (!sum.equals(recorded.getOrDefault(number, Sum.NONE))
          && differing.size() < MOST_FINDINGS) {
        differing.add(number);
        told.put(number, here);
      }
    }
    return count;
  }

  private static DealKey key(ExportScope scope, DealId id) {
    return DealKey.of(scope.domain().chainId(), scope.domain().verifyingContract(), id);
  }

  private static Optional<DealId> deal(ChainLog log) {
    return LogDecoder.decode(log) instanceof DecodedLog.Decoded decoded
            && decoded.event() instanceof LilypadEvent.OfDeal event
        ? Optional.of(event.dealId())
        : Optional.empty();
  }

  /** The record's logs of some blocks, without those that it took back. */
  private static Map<Long, List<Placed>> recordedIn(Path file, Set<Long> numbers) {
    Map<Long, List<Placed>> found = new HashMap<>();
    Map<String, DealId> names = new HashMap<>();
    RecordedFacts.forEach(file, fact -> take(fact, numbers, found, names));
    return found;
  }

  private static void take(
      StoredFact fact,
      Set<Long> numbers,
      Map<Long, List<Placed>> found,
      Map<String, DealId> names) {
    if (fact.event() instanceof DealEvent.LogRecorded e && numbers.contains(e.block().number())) {
      names.put(fact.persistenceId(), e.deal());
      found
          .computeIfAbsent(e.block().number(), number -> new ArrayList<>())
          .add(new Placed(e.deal(), e.log()));
    } else if (fact.event() instanceof DealEvent.LogsRetracted e
        && numbers.contains(e.block().number())) {
      found
          .getOrDefault(e.block().number(), new ArrayList<>())
          .removeIf(
              placed ->
                  placed.log().blockHash().equals(e.block().hash())
                      && placed.deal().equals(names.get(fact.persistenceId())));
    }
  }

  private static void differences(
      Set<Long> numbers,
      Map<Long, List<Placed>> told,
      Map<Long, List<Placed>> recorded,
      List<Finding> findings) {
    for (long number : numbers) {
      List<Placed> chain = told.getOrDefault(number, List.of());
      List<Placed> record = recorded.getOrDefault(number, List.of());
      List<Placed> missing = new ArrayList<>(chain);
      missing.removeAll(record);
      List<Placed> more = new ArrayList<>(record);
      more.removeAll(chain);
      for (Placed placed : missing) {
        Optional<Placed> instead =
            more.stream()
                .filter(other -> other.log().logIndex() == placed.log().logIndex())
                .findFirst();
        instead.ifPresent(more::remove);
        findings.add(
            contradicted(number, placed, words(placed), instead.map(ChainComparison::words)));
      }
      for (Placed placed : more) {
        findings.add(
            new Finding.ChainContradicted(place(number, placed), "no such log", words(placed)));
      }
    }
  }

  private static Finding contradicted(
      long number, Placed placed, String expected, Optional<String> found) {
    return new Finding.ChainContradicted(
        place(number, placed), expected, found.orElse("no such log"));
  }

  private static String place(long number, Placed placed) {
    return "block "
        + number
        + ", log "
        + placed.log().logIndex()
        + " of deal "
        + placed.deal().shown();
  }

  private static String words(Placed placed) {
    return LogDecoder.decode(placed.log()) instanceof DecodedLog.Decoded decoded
        ? decoded.event() + " in block " + placed.log().blockHash()
        : placed.log().toString();
  }

  // --- agreements

  private long agreements(
      EvmChain chain,
      ExportScope scope,
      BlockRef last,
      List<Finding> findings,
      Consumer<String> progress) {
    long count = 0;
    for (Mediated deal : mediated) {
      if (deal.since() <= last.number()) {
        Optional<AgreementState> state = state(chain, scope, deal.deal(), last);
        if (!state.equals(Optional.of(deal.state())) && findings.size() < MOST_FINDINGS) {
          findings.add(
              new Finding.ChainContradicted(
                  "agreement of deal " + deal.deal().shown() + " at block " + last.number(),
                  state.map(Enum::name).orElse("no agreement"),
                  deal.state().name()));
        }
        count++;
        progress.accept("chain: %,d of %,d agreements".formatted(count, mediated.size()));
      }
    }
    return count;
  }

  private static Optional<AgreementState> state(
      EvmChain chain, ExportScope scope, DealId deal, BlockRef at) {
    LilypadCall call = new LilypadCall.GetAgreement(deal);
    return switch (chain.call(scope.domain().verifyingContract(), call.encode(), at.hash())) {
      case ReadOutcome.Answered answered -> {
        try {
          yield Optional.of(CallReturns.agreement(answered.output()).state());
        } catch (MalformedAbi e) {
          yield Optional.empty();
        }
      }
      case Reverted reverted -> Optional.empty();
      case ReadOutcome.UnknownBlock unknown ->
          throw new CannotGoOn(
              "The node has no state of block " + at.number() + ", " + at.hash(),
              "Give --rpc a node that keeps old states (an archive node)");
    };
  }
}
