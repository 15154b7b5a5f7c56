package lilypad.mediator.audit;

import java.time.Duration;
import lilypad.protocol.audit.Anchoring;
import lilypad.protocol.audit.AuditEvent;
import lilypad.protocol.audit.SignedTreeHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the notary tells the operator. */
final class NotaryLog {

  private static final Logger LOG = LoggerFactory.getLogger(NotaryActor.class);

  void signed(SignedTreeHead head) {
    LOG.debug("signed tree head: size {}, root {}", head.head().size(), head.head().root());
  }

  void failed(Throwable cause, Duration again) {
    LOG.warn("no tree head could be signed: {}; again in {}", cause.getMessage(), again);
  }

  void notAnchored(Throwable cause, Duration again) {
    LOG.warn("no tree head could be anchored: {}; again in {}", cause.getMessage(), again);
  }

  void ended(Anchoring anchoring) {
    AuditEvent.AnchorRequested head = anchoring.request();
    switch (anchoring.stage()) {
      case PENDING -> {}
      case ANCHORED ->
          LOG.info(
              "the tree head of size {} is anchored in {}",
              head.size(),
              head.contract().checksummed());
      case GIVEN_UP ->
          LOG.warn(
              "the contract {} does not take the tree head of size {}: did this key anchor heads"
                  + " of another journal, or of this one before it was restored?",
              head.contract().checksummed(),
              head.size());
    }
  }
}
