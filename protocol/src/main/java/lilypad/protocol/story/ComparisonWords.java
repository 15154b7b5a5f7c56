package lilypad.protocol.story;

import lilypad.protocol.cid.TreeDifference;
import lilypad.protocol.deal.Comparison;
import lilypad.protocol.deal.DealEvent;

/** Where claim and result differ, in one line fit for a terminal. */
public final class ComparisonWords {

  private static final int PATH = 160;

  private ComparisonWords() {}

  /** The words for what was found out, without a full stop. */
  public static String of(Comparison comparison) {
    return switch (comparison) {
      case DealEvent.DifferenceFound found -> difference(found.difference());
      case DealEvent.DifferenceUnknown unknown -> unknown.obstacle().words();
    };
  }

  private static String difference(TreeDifference difference) {
    String path = Plain.text(difference.path(), PATH);
    return switch (difference) {
      case TreeDifference.ByteAt at ->
          "%s differs at byte %d: 0x%02x in the claim, 0x%02x in the verifiers' result"
              .formatted(path, at.offset(), at.first(), at.second());
      case TreeDifference.Length length ->
          "%s has %d bytes in the claim, %d in the verifiers' result, equal up to the shorter's end"
              .formatted(path, length.first(), length.second());
      case TreeDifference.OnlyIn only -> path + " is only in " + side(only.side());
      case TreeDifference.OtherKind kind ->
          path + " is a file in " + side(kind.file()) + ", a directory in the other";
    };
  }

  private static String side(TreeDifference.Side side) {
    return switch (side) {
      case FIRST -> "the claim";
      case SECOND -> "the verifiers' result";
    };
  }
}
