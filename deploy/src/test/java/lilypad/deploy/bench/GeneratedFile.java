package lilypad.deploy.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.persistence.audit.ExportItem;
import lilypad.persistence.audit.ExportReader;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.abi.HeadAnchorAbi;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.merkle.MerkleFrontier;

/**
 * A generated record for tests outside of the benchmarks, and the chain that it is about.
 *
 * @param logs of the chain, in its order
 */
public record GeneratedFile(Path file, List<BlockRef> blocks, List<ChainLog> logs) {

  /** Makes one of so many groups of ten deals. */
  public static GeneratedFile make(Path file, int groups) {
    GeneratedRecord made = GeneratedRecord.make(file, groups * 150L);
    DisputeHistory history = new DisputeHistory();
    List<BlockRef> blocks = new ArrayList<>();
    List<ChainLog> logs = new ArrayList<>();
    for (int group = 0; group < made.groups(); group++) {
      for (DisputeHistory.Made fact : history.group(group)) {
        if (fact.fact() instanceof IntakeEvent.BlockSeen seen) {
          blocks.add(seen.block());
          seen.deals().forEach(deal -> logs.addAll(deal.logs()));
        }
      }
    }
    return new GeneratedFile(file, List.copyOf(blocks), List.copyOf(logs));
  }

  /** The size and root of a record's tree: of its first leaves, and of all of them. */
  public static List<HeadAnchorAbi.Anchored> heads(Path file, long first) {
    List<HeadAnchorAbi.Anchored> heads = new ArrayList<>();
    MerkleFrontier tree = MerkleFrontier.empty();
    try (ExportReader reader = ExportReader.open(file)) {
      for (Optional<ExportItem> next = reader.next(); next.isPresent(); next = reader.next()) {
        if (next.get() instanceof ExportItem.Leaf leaf) {
          tree.append(leaf.event().hash());
          if (tree.size() == first) {
            heads.add(new HeadAnchorAbi.Anchored(first, tree.root()));
          }
        }
      }
    }
    heads.add(new HeadAnchorAbi.Anchored(tree.size(), tree.root()));
    return List.copyOf(heads);
  }
}
