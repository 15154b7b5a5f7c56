package lilypad.mediator.panel;

import lilypad.protocol.Address;
import lilypad.protocol.deal.Decision;
import lilypad.protocol.node.AssignmentRound;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator must see of the desk between deals and nodes. */
final class DeskLog {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator.panel");

  void accepted(Address verifier, AssignmentRound key) {
    LOG.debug("panel: {} runs {}", verifier, key);
  }

  void misbehaved(Address verifier, String evidence) {
    LOG.warn("panel: {} broke the protocol: {}", verifier, evidence);
  }

  void notAdmitted(Address verifier, Throwable cause) {
    LOG.warn(
        "panel: that {} connected could not be recorded: {}; it is not drawn until it is",
        verifier,
        cause.getMessage());
  }

  void unasked(Address verifier, AssignmentRound key) {
    LOG.debug("panel: nobody waits for the answer of {} to {}", verifier, key);
  }

  void otherRuntime(Address verifier, AssignmentRound key, Decision.OtherRuntime runtimes) {
    LOG.warn(
        "panel: {} answers {} with another runtime than it was lent the job for, {} and not {};"
            + " it counts as silent",
        verifier,
        key,
        runtimes.answer(),
        runtimes.seat());
  }

  void refused(Address verifier, AssignmentRound key, Throwable cause) {
    LOG.warn("panel: the answer of {} to {} is refused: {}", verifier, key, cause.getMessage());
  }
}
