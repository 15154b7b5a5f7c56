package lilypad.protocol.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import lilypad.protocol.DealKey;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.wire.journal.AssignmentConcludedMsg;
import lilypad.protocol.wire.journal.AssignmentLeasedMsg;
import lilypad.protocol.wire.journal.MarkMsg;
import lilypad.protocol.wire.journal.PayCreditedMsg;
import lilypad.protocol.wire.journal.PayoutMadeMsg;
import lilypad.protocol.wire.journal.PayoutRequestedMsg;
import lilypad.protocol.wire.journal.PayoutReturnedMsg;
import lilypad.protocol.wire.journal.PayoutStoppedMsg;
import lilypad.protocol.wire.journal.VerifierObservedMsg;
import lilypad.protocol.wire.journal.VerifierRegisteredMsg;

/** The verifiers' facts. */
final class VerifierCodec {

  private VerifierCodec() {}

  static String manifest(VerifierEvent event) {
    return switch (event) {
      case VerifierEvent.VerifierRegistered e -> "verifier.VerifierRegistered/1";
      case VerifierEvent.AssignmentLeased e -> "verifier.AssignmentLeased/1";
      case VerifierEvent.AssignmentConcluded e -> "verifier.AssignmentConcluded/1";
      case VerifierEvent.VerifierObserved e -> "verifier.VerifierObserved/1";
      case VerifierEvent.PayCredited e -> "verifier.PayCredited/1";
      case VerifierEvent.PayoutRequested e -> "verifier.PayoutRequested/1";
      case VerifierEvent.PayoutStopped e -> "verifier.PayoutStopped/1";
      case VerifierEvent.PayoutMade e -> "verifier.PayoutMade/1";
      case VerifierEvent.PayoutReturned e -> "verifier.PayoutReturned/1";
    };
  }

  static MessageLite encode(VerifierEvent event) {
    return switch (event) {
      case VerifierEvent.VerifierRegistered e -> of(e);
      case VerifierEvent.AssignmentLeased e ->
          AssignmentLeasedMsg.newBuilder()
              .setAssignment(Wire.of(e.assignment()))
              .setRound(e.round())
              .setDeal(Wire.of(e.deal().hash()))
              .build();
      case VerifierEvent.AssignmentConcluded e ->
          AssignmentConcludedMsg.newBuilder()
              .setAssignment(Wire.of(e.assignment()))
              .setRound(e.round())
              .setConclusion(e.conclusion().name())
              .build();
      case VerifierEvent.VerifierObserved e -> of(e);
      case VerifierEvent.PayCredited e -> PayWire.of(e);
      case VerifierEvent.PayoutRequested e -> PayWire.of(e);
      case VerifierEvent.PayoutStopped e -> PayWire.of(e);
      case VerifierEvent.PayoutMade e -> PayWire.of(e);
      case VerifierEvent.PayoutReturned e ->
          PayoutReturnedMsg.newBuilder().setNumber(e.number()).build();
    };
  }

  static VerifierEvent decode(String manifest, byte[] bytes) throws InvalidProtocolBufferException {
    return switch (manifest) {
      case "verifier.VerifierRegistered/1" -> registered(VerifierRegisteredMsg.parseFrom(bytes));
      case "verifier.AssignmentLeased/1" -> {
        AssignmentLeasedMsg m = AssignmentLeasedMsg.parseFrom(bytes);
        yield new VerifierEvent.AssignmentLeased(
            Wire.hash(m.getAssignment()), m.getRound(), new DealKey(Wire.hash(m.getDeal())));
      }
      case "verifier.AssignmentConcluded/1" -> {
        AssignmentConcludedMsg m = AssignmentConcludedMsg.parseFrom(bytes);
        yield new VerifierEvent.AssignmentConcluded(
            Wire.hash(m.getAssignment()),
            m.getRound(),
            VerifierEvent.Conclusion.valueOf(m.getConclusion()));
      }
      case "verifier.VerifierObserved/1" -> observed(VerifierObservedMsg.parseFrom(bytes));
      case "verifier.PayCredited/1" -> PayWire.credited(PayCreditedMsg.parseFrom(bytes));
      case "verifier.PayoutRequested/1" -> PayWire.requested(PayoutRequestedMsg.parseFrom(bytes));
      case "verifier.PayoutStopped/1" -> PayWire.stopped(PayoutStoppedMsg.parseFrom(bytes));
      case "verifier.PayoutMade/1" -> PayWire.made(PayoutMadeMsg.parseFrom(bytes));
      case "verifier.PayoutReturned/1" ->
          new VerifierEvent.PayoutReturned(PayoutReturnedMsg.parseFrom(bytes).getNumber());
      default -> throw new UnknownManifest(manifest);
    };
  }

  private static VerifierObservedMsg of(VerifierEvent.VerifierObserved e) {
    VerifierObservedMsg.Builder out =
        VerifierObservedMsg.newBuilder()
            .setAssignment(Wire.of(e.assignment()))
            .setRound(e.round())
            .setRuntime(Wire.of(e.runtime()))
            .setAt(e.at());
    for (Reputation.Mark mark : e.marks()) {
      out.addMarks(
          MarkMsg.newBuilder().setDimension(mark.dimension().name()).setFault(mark.fault()));
    }
    return out.build();
  }

  private static VerifierEvent.VerifierObserved observed(VerifierObservedMsg m) {
    return new VerifierEvent.VerifierObserved(
        Wire.hash(m.getAssignment()),
        m.getRound(),
        Wire.hash(m.getRuntime()),
        m.getMarksList().stream()
            .map(
                mark ->
                    new Reputation.Mark(
                        Reputation.Dimension.valueOf(mark.getDimension()), mark.getFault()))
            .toList(),
        m.getAt());
  }

  static VerifierRegisteredMsg of(VerifierEvent.VerifierRegistered e) {
    return VerifierRegisteredMsg.newBuilder()
        .setOperator(e.operator())
        .setRuntimeDigest(Wire.of(e.runtimeDigest()))
        .setBlockServer(e.blockServer())
        .build();
  }

  static VerifierEvent.VerifierRegistered registered(VerifierRegisteredMsg m) {
    return new VerifierEvent.VerifierRegistered(
        m.getOperator(), Wire.hash(m.getRuntimeDigest()), m.getBlockServer());
  }
}
