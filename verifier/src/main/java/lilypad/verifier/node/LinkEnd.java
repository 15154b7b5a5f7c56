package lilypad.verifier.node;

import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.wire.node.RefusalCode;

/** Why a session with the mediator ended. */
sealed interface LinkEnd {

  /** The connection or the mediator went away: try again. */
  record Broken(String why) implements LinkEnd {}

  /** The mediator said no. */
  record RefusedBy(RefusalCode code, String message) implements LinkEnd {

    /** Whether another try would be refused as well, until somebody changes a configuration. */
    boolean forGood() {
      return switch (code) {
        case REFUSAL_PROTOCOL_VERSION,
            REFUSAL_NOT_IN_ROSTER,
            REFUSAL_OPERATOR_MISMATCH,
            REFUSAL_BAD_SIGNATURE,
            REFUSAL_RUNTIME,
            REFUSAL_REPLACED ->
            true;
        case REFUSAL_UNSPECIFIED, REFUSAL_PROTOCOL_ERROR, UNRECOGNIZED -> false;
      };
    }
  }

  /** The server is not the mediator that this node serves. */
  record WrongMediator(MediatorIdentity expected, MediatorIdentity actual) implements LinkEnd {}
}
