package lilypad.chain.follow;

import java.util.List;
import lilypad.protocol.ChainLog;

/** What came of reading a final block once more that seemed to have other logs than recorded. */
public sealed interface SecondLook {

  /** It has those that are recorded; whoever told others was proved wrong, or does no longer. */
  record Confirmed() implements SecondLook {}

  /**
   * It has others.
   *
   * @param told its watched logs, in the block's order; none where another block is in its place
   * @param proven whether the block's hash commits to them
   */
  record Contradicted(List<ChainLog> told, boolean proven) implements SecondLook {
    public Contradicted {
      told = List.copyOf(told);
    }
  }

  /** The node cannot tell now. */
  record Unclear(String why) implements SecondLook {}
}
