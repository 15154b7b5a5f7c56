package lilypad.deploy.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lilypad.protocol.BlockRef;
import lilypad.protocol.ChainLog;
import lilypad.protocol.intake.IntakeEvent;

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
}
