package lilypad.mediator.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.TreeDifference;
import lilypad.protocol.deal.Comparison;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.story.ComparisonWords;

/** Where a claim and a result differ, as JSON. */
final class DifferenceView {

  private DifferenceView() {}

  static ObjectNode of(Comparison comparison) {
    ObjectNode out =
        JsonNodeFactory.instance
            .objectNode()
            .put("words", ComparisonWords.of(comparison))
            .put("result", new Cid(comparison.resultRoot()).toString());
    return switch (comparison) {
      case DealEvent.DifferenceFound found -> found(out.put("shown", true), found.difference());
      case DealEvent.DifferenceUnknown unknown ->
          out.put("shown", false)
              .put("why", unknown.obstacle().name())
              .put("detail", unknown.detail());
    };
  }

  private static ObjectNode found(ObjectNode out, TreeDifference difference) {
    out.put("path", difference.path());
    return switch (difference) {
      case TreeDifference.ByteAt at ->
          out.put("kind", "BYTE")
              .put("offset", at.offset())
              .put("claimByte", at.first())
              .put("resultByte", at.second());
      case TreeDifference.Length length ->
          out.put("kind", "LENGTH")
              .put("offset", Math.min(length.first(), length.second()))
              .put("claimSize", length.first())
              .put("resultSize", length.second());
      case TreeDifference.OnlyIn only -> out.put("kind", "ONLY_IN").put("side", side(only.side()));
      case TreeDifference.OtherKind kind ->
          out.put("kind", "OTHER_KIND").put("fileIn", side(kind.file()));
    };
  }

  private static String side(TreeDifference.Side side) {
    return switch (side) {
      case FIRST -> "CLAIM";
      case SECOND -> "RESULT";
    };
  }
}
