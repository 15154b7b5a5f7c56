package lilypad.mediator.panel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import lilypad.protocol.Address;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.NodeAnswer;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.SignedReveal;

/** Keeps what the gateway tells, in order. */
final class RecordingPort implements PanelPort {

  final List<NodeIdentity> connected = new CopyOnWriteArrayList<>();
  final List<Disconnection> disconnected = new CopyOnWriteArrayList<>();
  final List<AssignmentRound> accepted = new CopyOnWriteArrayList<>();
  final List<NodeAnswer> answers = new CopyOnWriteArrayList<>();
  final List<SignedReveal> reveals = new CopyOnWriteArrayList<>();
  final List<String> evidence = new CopyOnWriteArrayList<>();

  @Override
  public void connected(NodeIdentity node) {
    connected.add(node);
  }

  @Override
  public void disconnected(Address verifier, Disconnection why) {
    disconnected.add(why);
  }

  @Override
  public void accepted(Address verifier, AssignmentRound key) {
    accepted.add(key);
  }

  @Override
  public void answered(Address verifier, NodeAnswer answer) {
    answers.add(answer);
  }

  @Override
  public void revealed(Address verifier, SignedReveal reveal) {
    reveals.add(reveal);
  }

  @Override
  public void misbehaved(Address verifier, String why) {
    evidence.add(why);
  }
}
