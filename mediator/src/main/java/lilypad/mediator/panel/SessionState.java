package lilypad.mediator.panel;

import java.time.Instant;
import lilypad.protocol.Hash32;
import lilypad.protocol.node.NodeIdentity;

/** Where the mediator's side of one stream stands. */
sealed interface SessionState {

  /** The node has not said who it is. */
  record AwaitingHello(Instant until) implements SessionState {}

  /** The node said who it is and owes a signature over {@code nonce}, which serves once. */
  record AwaitingProof(NodeIdentity claimed, Hash32 nonce, Instant until) implements SessionState {}

  /** The node is who it says. */
  record Ready(NodeIdentity node, Instant lastHeard) implements SessionState {}

  /** Nothing more is heard. */
  record Over() implements SessionState {}
}
