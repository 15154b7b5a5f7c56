package lilypad.mediator.panel;

import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.NodeAnswer;
import lilypad.protocol.node.NodeIdentity;
import lilypad.protocol.node.SignedReveal;
import lilypad.protocol.wire.node.MediatorMessage;
import lilypad.protocol.wire.node.RefusalCode;

/** What a session does because of one message. */
sealed interface SessionEffect {

  /** Send to the node. */
  record Say(MediatorMessage message) implements SessionEffect {}

  /** The node has proved who it is: enter it. */
  record Admit(NodeIdentity node) implements SessionEffect {}

  /** Tell the node why, and end the session. */
  record Refuse(RefusalCode code, String message) implements SessionEffect {}

  /** The node took a lease. */
  record Accepted(AssignmentRound key) implements SessionEffect {}

  /** The node committed or abstained. */
  record Answered(NodeAnswer answer) implements SessionEffect {}

  /** The node revealed. */
  record Revealed(SignedReveal reveal) implements SessionEffect {}
}
