package lilypad.chain.follow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import lilypad.chain.follow.Provability.NotProvable;
import lilypad.chain.follow.Provability.Provable;
import lilypad.chain.follow.VerifySettings.Mode;
import lilypad.chain.rpc.BlockEvidence;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.HeaderAnswer;
import lilypad.chain.rpc.ReceiptsAnswer;
import lilypad.chain.rpc.RpcDisproved;
import lilypad.chain.rpc.RpcMalformed;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Hash32;
import lilypad.protocol.block.ConsensusReceipt;
import lilypad.protocol.block.OrderedTrie;

/**
 * Decides for each endpoint whether its blocks are recomputed or believed: by what is configured,
 * and by whether its newest blocks can be recomputed at all. One that could once is never believed
 * again. One that could not may have been in trouble: it is asked several times, and again now and
 * then.
 */
final class Verification {

  /** So many of the newest blocks are looked through for one with receipts. */
  private static final int SAMPLES = 16;

  private static final int ATTEMPTS = 3;
  private static final int BELIEVED_FOR = 100;

  private final EvmChain chain;
  private final Set<Address> watched;
  private final VerifySettings settings;
  private final Consumer<RpcDisproved> witness;
  private final FollowLog log;
  private final Map<String, LogReading> readings = new HashMap<>();
  private final Map<String, Integer> believedFor = new HashMap<>();
  private volatile Optional<Provability> newest = Optional.empty();

  Verification(
      EvmChain chain,
      Set<Address> watched,
      VerifySettings settings,
      Consumer<RpcDisproved> witness,
      FollowLog log) {
    this.chain = chain;
    this.watched = Set.copyOf(watched);
    this.settings = settings;
    this.witness = witness;
    this.log = log;
  }

  /** What the newest probe found. */
  Optional<Provability> provability() {
    return newest;
  }

  /**
   * How to read logs now.
   *
   * @return empty if the node has not got the blocks yet that it would be judged by
   * @throws RpcMalformed if blocks must be recomputed and cannot
   */
  Optional<LogReading> reading(BlockRef head) {
    Optional<BlockEvidence> evidence =
        settings.mode() == Mode.NONE ? Optional.empty() : chain.evidence();
    String endpoint = evidence.map(BlockEvidence::endpoint).orElse("this chain");
    Optional<LogReading> known = Optional.ofNullable(readings.get(endpoint));
    if (known.isPresent() && !isDue(endpoint, known.get())) {
      return known;
    }
    if (settings.mode() == Mode.NONE) {
      log.notVerifying();
      return Optional.of(remember(endpoint, new LogReading.Believed(chain, watched)));
    }
    Optional<Provability> found =
        evidence.isEmpty()
            ? Optional.of(new NotProvable(endpoint, "It tells no headers."))
            : probes(evidence.get(), head);
    if (known.isPresent() && found.filter(Provable.class::isInstance).isEmpty()) {
      return known;
    }
    newest = found.or(() -> newest);
    return found.map(provability -> remember(endpoint, reading(provability, evidence)));
  }

  /** Whether a believed endpoint has to be asked again whether it can prove its blocks. */
  private boolean isDue(String endpoint, LogReading reading) {
    boolean believed = reading instanceof LogReading.Believed && settings.mode() != Mode.NONE;
    return believed && believedFor.merge(endpoint, 1, Integer::sum) % BELIEVED_FOR == 0;
  }

  private static Optional<Provability> probes(BlockEvidence evidence, BlockRef head) {
    Optional<Provability> found = probe(evidence, head);
    for (int attempt = 1; attempt < ATTEMPTS && found.isPresent(); attempt++) {
      if (found.get() instanceof Provable) {
        return found;
      }
      found = probe(evidence, head);
    }
    return found;
  }

  private LogReading remember(String endpoint, LogReading reading) {
    readings.put(endpoint, reading);
    return reading;
  }

  private LogReading reading(Provability provability, Optional<BlockEvidence> evidence) {
    if (provability instanceof NotProvable not && settings.mode() != Mode.AUTO) {
      throw new RpcMalformed(
          "blocks that can be recomputed, as lilypad.chain.follow.verify demands",
          not.endpoint() + ": " + not.why());
    }
    log.probed(provability);
    if (provability instanceof NotProvable || evidence.isEmpty()) {
      return new LogReading.Believed(chain, watched);
    }
    BlockProofs proofs =
        new BlockProofs(evidence.get(), watched, settings.mode() != Mode.FULL, log);
    return new LogReading.Proven(
        proofs,
        new RangeProofs(proofs, settings.batch(), witness),
        settings.mode() == Mode.AUTO ? settings.depth() : Long.MAX_VALUE,
        log);
  }

  /** Recomputes the head, and the newest block with receipts among the last ones. */
  private static Optional<Provability> probe(BlockEvidence evidence, BlockRef head) {
    switch (evidence.headers(List.of(head.hash())).getFirst()) {
      case HeaderAnswer.Absent absent -> {
        return Optional.empty();
      }
      case HeaderAnswer.Incomplete incomplete -> {
        return not(evidence, "Block " + head + " lacks a part of its header: " + incomplete.why());
      }
      case HeaderAnswer.Found found -> {
        Hash32 hash = found.header().hash();
        if (!hash.equals(head.hash())) {
          return not(
              evidence,
              "The header of block "
                  + head
                  + BlockProofs.others(found)
                  + " has the hash "
                  + hash
                  + ".");
        }
        return withReceipts(evidence, found);
      }
    }
  }

  private static Optional<Provability> withReceipts(
      BlockEvidence evidence, HeaderAnswer.Found head) {
    HeaderAnswer.Found sample = head;
    long from = Math.max(0, head.header().number() - SAMPLES + 1);
    if (isEmpty(sample) && from < head.header().number()) {
      for (HeaderAnswer answer : evidence.headers(from, head.header().number() - 1)) {
        if (answer instanceof HeaderAnswer.Found found && !isEmpty(found)) {
          sample = found;
        }
      }
    }
    BlockRef block = sample.header().block();
    return switch (evidence.receipts(sample)) {
      case ReceiptsAnswer.Absent absent -> Optional.empty();
      case ReceiptsAnswer.NotServed refused ->
          not(evidence, "It serves no receipts: " + refused.refusal().getMessage());
      case ReceiptsAnswer.Incomplete incomplete ->
          not(evidence, "Receipts of block " + block + " lack something: " + incomplete.why());
      case ReceiptsAnswer.Found found -> {
        Hash32 root = ConsensusReceipt.root(found.consensus());
        yield root.equals(sample.header().receiptsRoot())
            ? Optional.of(new Provable(evidence.endpoint(), block))
            : not(evidence, "The receipts of block " + block + " have the root " + root + ".");
      }
    };
  }

  private static boolean isEmpty(HeaderAnswer.Found block) {
    return block.header().receiptsRoot().equals(OrderedTrie.EMPTY_ROOT);
  }

  private static Optional<Provability> not(BlockEvidence evidence, String why) {
    return Optional.of(new NotProvable(evidence.endpoint(), why));
  }
}
