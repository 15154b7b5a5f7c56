package lilypad.chain.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import lilypad.chain.follow.FollowStep.BlockExtended;
import lilypad.chain.follow.FollowStep.BlockRetracted;
import lilypad.chain.follow.FollowStep.FinalityAdvanced;
import lilypad.chain.follow.FollowStep.RangeScanned;
import lilypad.protocol.ChainLog;

/** What a journal makes of the steps: the cursor, and the blocks with logs that now count. */
final class Follower {

  private final LogFollower follower;
  private final List<BlockExtended> counted = new ArrayList<>();
  private FollowCursor cursor;
  int retracted;
  int scanned;

  Follower(LogFollower follower, long start) {
    this.follower = follower;
    this.cursor = FollowCursor.startAt(start);
  }

  FollowCursor cursor() {
    return cursor;
  }

  LogFollower.Reach reach() {
    return follower.reach();
  }

  List<FollowStep> next() {
    return follower.next(cursor);
  }

  /** Follows until there is nothing new. */
  List<FollowStep> catchUp() {
    List<FollowStep> all = new ArrayList<>();
    for (List<FollowStep> steps = next(); !steps.isEmpty(); steps = next()) {
      steps.forEach(this::record);
      all.addAll(steps);
    }
    return all;
  }

  void record(FollowStep step) {
    switch (step) {
      case BlockExtended extended -> counted.add(extended);
      case RangeScanned range -> {
        scanned++;
        counted.addAll(range.withLogs());
      }
      case BlockRetracted retraction -> {
        retracted++;
        assertThat(counted.removeLast().block()).isEqualTo(retraction.block());
      }
      case FinalityAdvanced advanced -> assertThat(advanced.safe()).isLessThan(cursor.nextNumber());
    }
    cursor = cursor.apply(step);
    assertThat(cursor.tail().size())
        .isLessThanOrEqualTo((int) (cursor.nextNumber() - Math.max(0, cursor.finalized())));
  }

  List<ChainLog> logs() {
    return counted.stream().flatMap(block -> block.logs().stream()).toList();
  }
}
