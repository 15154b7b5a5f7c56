package lilypad.mediator.audit;

import java.time.Duration;
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
}
