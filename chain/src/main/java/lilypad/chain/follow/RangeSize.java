package lilypad.chain.follow;

import java.util.OptionalLong;
import lilypad.chain.rpc.RangeAdvice;

/**
 * How many blocks to ask a node for at once. It starts with the most, takes what the node advises
 * or half of what it refused, and finds its way up again between what worked and what was refused.
 * It is only about speed: forgetting it costs a few refusals.
 */
final class RangeSize {

  private static final int PATIENCE = 32;
  private static final int MOST_PATIENCE = 1_024;

  private final long most;
  private long size;
  private long worked;
  private long refused = Long.MAX_VALUE;
  private int successes;
  private int patience = PATIENCE;

  RangeSize(long most) {
    this.most = most;
    this.size = most;
  }

  /** What to ask for next, if there are so many blocks. */
  synchronized long size() {
    return size;
  }

  /** So many were answered. A range that was shorter for want of blocks tells nothing. */
  synchronized void worked(long asked) {
    if (asked < size) {
      return;
    }
    worked = size;
    if (size < most && isWorthMore()) {
      long gap = Math.max(1, (refused - size) / 2);
      size = Math.min(most, size + Math.max(1, Math.min(size / 4, gap)));
    } else if (size < most && ++successes >= patience) {
      // Nodes change, and so does how much is in a block.
      successes = 0;
      patience = Math.min(MOST_PATIENCE, 2 * patience);
      refused = Long.MAX_VALUE;
    }
  }

  /** Whether what was refused is far enough above to try something in between. */
  private boolean isWorthMore() {
    return refused - size > 1 + size / 16;
  }

  /**
   * What to ask for instead of so many.
   *
   * @param again whether the question before this one was refused too: advice is taken once
   * @return empty if less would not help
   */
  synchronized OptionalLong smaller(long asked, RangeAdvice advice, boolean again) {
    long half = Math.max(1, asked / 2);
    long next =
        switch (advice) {
          case RangeAdvice.NotTheRange other -> asked;
          case RangeAdvice.AtMost told ->
              Math.max(told(asked, told.blocks() - 1, again), worked < asked ? worked : 1);
          case RangeAdvice.Within told -> told(asked, told.to() - told.from() + 1, again);
          case RangeAdvice.TooMuch much -> worked < asked && worked > half ? worked : half;
          case RangeAdvice.TimedOut late -> half;
          case RangeAdvice.Unclear unclear -> half;
        };
    if (next == asked) {
      return OptionalLong.empty();
    }
    if (worked >= asked) {
      worked = 0;
      patience = PATIENCE;
    }
    refused = advice instanceof RangeAdvice.AtMost told ? upTo(asked, told) : asked;
    size = next;
    successes = 0;
    return advice instanceof RangeAdvice.Unclear ? OptionalLong.empty() : OptionalLong.of(next);
  }

  /** Of N blocks that are said to work, N + 1 may too, N + 2 will not. */
  private static long upTo(long asked, RangeAdvice.AtMost told) {
    return told.blocks() + 2 > asked || told.blocks() < 1 ? asked : told.blocks() + 2;
  }

  private static long told(long asked, long blocks, boolean again) {
    long half = Math.max(1, asked / 2);
    boolean useful = blocks < asked && !(again && blocks > half);
    return useful ? Math.max(1, blocks) : half;
  }
}
