package lilypad.verifier.node;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;
import lilypad.protocol.node.MediatorIdentity;
import lilypad.protocol.node.NodeIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operator of this node must see, one method a line. Never a key, a salt or a result that
 * is not revealed.
 */
final class OperatorLog {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator");

  void ready(NodeIdentity node) {
    LOG.info(
        "verifier ready: address={}, operator={}, blocks={}",
        node.verifier(),
        node.operator(),
        node.blockServer().map(URI::toString).orElse("none"));
  }

  void refused(String code, String message) {
    LOG.error("refused by the mediator: {}: {}", code, message);
  }

  void wrongMediator(MediatorIdentity expected, MediatorIdentity actual) {
    LOG.error(
        "not signing: this node is configured for {}, but the server says it is {}",
        expected,
        actual);
  }

  void disconnected(String why, Duration retryIn) {
    LOG.warn("no session with the mediator ({}); next try in {} ms", why, retryIn.toMillis());
  }

  void malformed(String what, String why) {
    LOG.warn("ignored a malformed {} of the mediator: {}", what, why);
  }

  void leaseTaken(Lease lease) {
    LOG.info(
        "lease {}: module {}, {} ms to commit",
        lease.key(),
        lease.module(),
        lease.commitWithin().toMillis());
  }

  void leaseCancelled(AssignmentRound key, String why) {
    LOG.info("lease {} withdrawn: {}", key, why);
  }

  void answered(GivenAnswer answer) {
    switch (answer) {
      case GivenAnswer.Committed committed ->
          LOG.info("lease {}: committed to a result", committed.key());
      case GivenAnswer.Abstained abstained ->
          LOG.warn(
              "lease {}: abstained, {}: {}",
              abstained.key(),
              abstained.abstention().reason(),
              abstained.abstention().detail());
    }
  }

  void commitmentRecorded(AssignmentRound key) {
    LOG.info("lease {}: answer recorded", key);
  }

  void revealed(AssignmentRound key) {
    LOG.info("lease {}: revealed", key);
  }

  void revealNotPossible(AssignmentRound key) {
    LOG.warn("lease {}: asked to reveal, but nothing was committed here", key);
  }

  void answerUnreadable(AssignmentRound key, Path file) {
    LOG.error("lease {}: its answer in {} cannot be read; it is never answered again", key, file);
  }

  void answerNotKept(AssignmentRound key, IOException e) {
    LOG.error("lease {}: the answer could not be written to the disk", key, e);
  }

  void defect(AssignmentRound key, Throwable defect) {
    LOG.error("lease {}: a defect of this node", key, defect);
  }

  void stopped() {
    LOG.info("verifier stopped");
  }
}
