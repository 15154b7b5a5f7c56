package lilypad.protocol.journal;

import lilypad.protocol.cid.TreeDifference;
import lilypad.protocol.cid.TreeDifference.Side;
import lilypad.protocol.deal.DealEvent;
import lilypad.protocol.deal.Obstacle;
import lilypad.protocol.wire.journal.DifferenceFoundMsg;
import lilypad.protocol.wire.journal.DifferenceFoundMsg.ByteMsg;
import lilypad.protocol.wire.journal.DifferenceFoundMsg.LengthMsg;
import lilypad.protocol.wire.journal.DifferenceUnknownMsg;
import lilypad.protocol.wire.journal.TreeSideMsg;

/** What came of comparing a claim with a result, to and from protobuf. */
final class ComparisonWire {

  private ComparisonWire() {}

  static DifferenceFoundMsg of(DealEvent.DifferenceFound found) {
    DifferenceFoundMsg.Builder out =
        DifferenceFoundMsg.newBuilder()
            .setResultRoot(Wire.of(found.resultRoot()))
            .setPath(found.difference().path());
    switch (found.difference()) {
      case TreeDifference.ByteAt at ->
          out.setByte(
              ByteMsg.newBuilder()
                  .setOffset(at.offset())
                  .setClaim(at.first())
                  .setResult(at.second()));
      case TreeDifference.Length length ->
          out.setLength(LengthMsg.newBuilder().setClaim(length.first()).setResult(length.second()));
      case TreeDifference.OnlyIn only -> out.setOnlyIn(of(only.side()));
      case TreeDifference.OtherKind kind -> out.setFileIn(of(kind.file()));
    }
    return out.build();
  }

  static DifferenceUnknownMsg of(DealEvent.DifferenceUnknown unknown) {
    return DifferenceUnknownMsg.newBuilder()
        .setResultRoot(Wire.of(unknown.resultRoot()))
        .setObstacle(unknown.obstacle().name())
        .setDetail(unknown.detail())
        .build();
  }

  static DealEvent.DifferenceFound found(DifferenceFoundMsg m) {
    String path = m.getPath();
    TreeDifference difference =
        switch (m.getWhatCase()) {
          case BYTE ->
              new TreeDifference.ByteAt(
                  path, m.getByte().getOffset(), m.getByte().getClaim(), m.getByte().getResult());
          case LENGTH ->
              new TreeDifference.Length(path, m.getLength().getClaim(), m.getLength().getResult());
          case ONLY_IN -> new TreeDifference.OnlyIn(path, side(m.getOnlyIn()));
          case FILE_IN -> new TreeDifference.OtherKind(path, side(m.getFileIn()));
          case WHAT_NOT_SET ->
              throw new IllegalArgumentException("expected a difference, got none");
        };
    return new DealEvent.DifferenceFound(Wire.hash(m.getResultRoot()), difference);
  }

  static DealEvent.DifferenceUnknown unknown(DifferenceUnknownMsg m) {
    return new DealEvent.DifferenceUnknown(
        Wire.hash(m.getResultRoot()), Obstacle.valueOf(m.getObstacle()), m.getDetail());
  }

  private static TreeSideMsg of(Side side) {
    return switch (side) {
      case FIRST -> TreeSideMsg.TREE_SIDE_CLAIM;
      case SECOND -> TreeSideMsg.TREE_SIDE_RESULT;
    };
  }

  private static Side side(TreeSideMsg side) {
    return switch (side) {
      case TREE_SIDE_CLAIM -> Side.FIRST;
      case TREE_SIDE_RESULT -> Side.SECOND;
      case TREE_SIDE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("expected a side, got " + side);
    };
  }
}
