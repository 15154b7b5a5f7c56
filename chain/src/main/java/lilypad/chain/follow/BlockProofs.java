package lilypad.chain.follow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lilypad.chain.rpc.BlockEvidence;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.HeaderAnswer;
import lilypad.chain.rpc.ReceiptsAnswer;
import lilypad.chain.rpc.RpcDisproved;
import lilypad.chain.rpc.RpcMalformed;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.block.BlockHeader;
import lilypad.protocol.block.ConsensusReceipt;
import lilypad.protocol.block.LogEntry;
import lilypad.protocol.block.LogsBloom;
import lilypad.protocol.block.OrderedTrie;

/**
 * Reads the watched logs of blocks so that they need not be believed: a header is one if its hash
 * is the block's, receipts are the block's if they give the header's root, and logs are taken from
 * them. A block without receipts has no logs. Nor has one whose bloom excludes the watched
 * contracts; a bloom is taken at its word only once one was seen to be that of its block's logs,
 * and never again after one was not. An empty one is never: some chains leave it empty, and others
 * may begin to.
 */
final class BlockProofs {

  /** What this chain's blooms are worth. */
  private enum Bloom {
    UNSEEN,
    HONEST,
    DISHONEST
  }

  /** A block and the header that was proved to be its. */
  record ProvenBlock(BlockRef block, HeaderAnswer.Found answer) {
    BlockHeader header() {
      return answer.header();
    }
  }

  private final BlockEvidence evidence;
  private final Set<Address> watched;
  private final boolean byBloom;
  private final FollowLog log;
  private Bloom bloom = Bloom.UNSEEN;

  /**
   * @param byBloom whether an honest bloom may spare the receipts
   */
  BlockProofs(BlockEvidence evidence, Set<Address> watched, boolean byBloom, FollowLog log) {
    this.evidence = evidence;
    this.watched = Set.copyOf(watched);
    this.byBloom = byBloom;
    this.log = log;
  }

  /** Who is asked. */
  String endpoint() {
    return evidence.endpoint();
  }

  /**
   * The watched logs of one block.
   *
   * @throws RpcDisproved if an answer contradicts the block's hash
   */
  BlockLogs logs(BlockRef block) {
    return headers(List.of(block))
        .flatMap(found -> logs(found.getFirst()))
        .<BlockLogs>map(BlockLogs.Found::new)
        .orElseGet(() -> new BlockLogs.UnknownBlock(block.hash()));
  }

  /** The proven headers of blocks, in their order; empty if the node lacks one of them. */
  Optional<List<ProvenBlock>> headers(List<BlockRef> blocks) {
    List<HeaderAnswer> answers = evidence.headers(blocks.stream().map(BlockRef::hash).toList());
    List<ProvenBlock> proven = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      BlockRef block = blocks.get(i);
      Optional<HeaderAnswer.Found> header = found(answers.get(i), "block " + block);
      if (header.isEmpty()) {
        return Optional.empty();
      }
      BlockRef actual = header.get().header().block();
      if (!actual.equals(block)) {
        throw new RpcDisproved(endpoint(), block, told(block), told(actual));
      }
      proven.add(new ProvenBlock(block, header.get()));
    }
    return Optional.of(proven);
  }

  /**
   * The proven headers of a range of canonical blocks, each on top of the one before; empty if the
   * node lacks one of them.
   *
   * @throws RpcMalformed if they do not link: the chain changed meanwhile, or never was one
   */
  Optional<List<ProvenBlock>> headers(Optional<BlockRef> below, long from, long to) {
    List<ProvenBlock> proven = new ArrayList<>();
    Optional<BlockRef> parent = below;
    long number = from;
    for (HeaderAnswer answer : evidence.headers(from, to)) {
      Optional<HeaderAnswer.Found> header = found(answer, "block " + number);
      if (header.isEmpty()) {
        return Optional.empty();
      }
      BlockRef block = header.get().header().block();
      if (!block.hash().equals(header.get().claimed())) {
        throw new RpcDisproved(
            endpoint(),
            block,
            "the hash " + block.hash() + " of its header",
            header.get().claimed() + others(header.get()));
      }
      boolean linked = parent.isEmpty() || block.parentHash().equals(parent.get().hash());
      if (block.number() != number || !linked) {
        throw new RpcMalformed(
            "block " + number + parent.map(p -> " on top of " + p.hash()).orElse(""), told(block));
      }
      proven.add(new ProvenBlock(block, header.get()));
      parent = Optional.of(block);
      number++;
    }
    return Optional.of(proven);
  }

  private static Optional<HeaderAnswer.Found> found(HeaderAnswer answer, String which) {
    return switch (answer) {
      case HeaderAnswer.Found header -> Optional.of(header);
      case HeaderAnswer.Absent absent -> Optional.empty();
      case HeaderAnswer.Incomplete incomplete ->
          throw new RpcMalformed("the whole header of " + which, incomplete.why());
    };
  }

  private static String told(BlockRef block) {
    return block + " on top of " + block.parentHash() + " at " + block.timestamp();
  }

  static String others(HeaderAnswer.Found header) {
    return header.others().isEmpty() ? "" : " (with fields unknown here: " + header.others() + ")";
  }

  private boolean mayHaveLogs(BlockHeader header) {
    if (header.receiptsRoot().equals(OrderedTrie.EMPTY_ROOT)) {
      return false;
    }
    boolean excluded =
        byBloom
            && bloom == Bloom.HONEST
            && !header.logsBloom().equals(LogsBloom.EMPTY)
            && watched.stream().noneMatch(header.logsBloom()::mayContain);
    return !excluded;
  }

  /** The watched logs of a block; empty if the node lacks it. */
  Optional<List<ChainLog>> logs(ProvenBlock block) {
    if (!mayHaveLogs(block.header())) {
      return Optional.of(List.of());
    }
    return switch (evidence.receipts(block.answer())) {
      case ReceiptsAnswer.Found found -> {
        requireRoot(block, found.consensus());
        learn(block, found.consensus());
        yield Optional.of(watchedOf(block.block(), found.receipts(), watched));
      }
      case ReceiptsAnswer.Absent absent -> Optional.empty();
      case ReceiptsAnswer.Incomplete incomplete ->
          throw new RpcMalformed("the receipts of block " + block.block(), incomplete.why());
      case ReceiptsAnswer.NotServed notServed -> throw notServed.refusal();
    };
  }

  private void requireRoot(ProvenBlock block, List<ConsensusReceipt> receipts) {
    Hash32 root = ConsensusReceipt.root(receipts);
    if (!root.equals(block.header().receiptsRoot())) {
      throw new RpcDisproved(
          endpoint(),
          block.block(),
          "receipts with the root " + block.header().receiptsRoot(),
          receipts.size() + " receipts with the root " + root);
    }
  }

  private void learn(ProvenBlock block, List<ConsensusReceipt> receipts) {
    if (bloom == Bloom.DISHONEST) {
      return;
    }
    if (!ConsensusReceipt.bloom(receipts).equals(block.header().logsBloom())) {
      bloom = Bloom.DISHONEST;
      log.bloomIsNotHonest(endpoint(), block.block());
    } else if (receipts.stream().anyMatch(receipt -> !receipt.logs().isEmpty())) {
      bloom = Bloom.HONEST;
    }
  }

  /** The logs of some contracts that a block's receipts hold, in their order. */
  static List<ChainLog> watchedOf(
      BlockRef block, List<ReceiptsAnswer.Mined> receipts, Set<Address> watched) {
    List<ChainLog> logs = new ArrayList<>();
    int position = 0;
    for (ReceiptsAnswer.Mined mined : receipts) {
      for (LogEntry entry : mined.receipt().logs()) {
        if (watched.contains(entry.address())) {
          logs.add(
              new ChainLog(
                  entry.address(),
                  entry.topics(),
                  entry.data(),
                  block.hash(),
                  block.number(),
                  mined.transaction(),
                  position));
        }
        position++;
      }
    }
    return logs;
  }
}
