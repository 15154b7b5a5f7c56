package lilypad.deploy.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import lilypad.persistence.embedded.EmbeddedStore;
import lilypad.persistence.embedded.Leaf;
import lilypad.protocol.Hash32;
import lilypad.protocol.merkle.MerkleFrontier;
import lilypad.protocol.merkle.MerkleHash;

/**
 * What the audit log's tree takes of the processor for an event: hashing its leaf and growing the
 * tree, by the code that the writer runs, over the events of a journal. The rows of the tree are a
 * 256th part of it and not counted.
 */
final class TreeCost {

  private static final int PAGE = 1_000;
  private static final long MOST = 200_000;

  private TreeCost() {}

  /** Nanoseconds of processor time an event, once the code is compiled. */
  static Long of(EmbeddedStore store) {
    once(store);
    return once(store);
  }

  private static long once(EmbeddedStore store) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    MerkleFrontier tree = MerkleFrontier.empty();
    long last = Math.min(MOST, store.lastIndex());
    long nanos = 0;
    while (tree.size() < last) {
      List<Leaf> page = store.leavesAfter(tree.size(), PAGE);
      List<byte[]> events = page.stream().map(leaf -> leaf.bytes().toArray()).toList();
      long began = threads.getCurrentThreadCpuTime();
      for (byte[] event : events) {
        tree.append(MerkleHash.leaf(event), (level, index, hash) -> {});
      }
      nanos += threads.getCurrentThreadCpuTime() - began;
      Hash32 recorded = page.getLast().hash();
      if (!MerkleHash.leaf(events.getLast()).equals(recorded)) {
        throw new BenchFault("expected leaf hash " + recorded + ", got another");
      }
    }
    return nanos / tree.size();
  }
}
