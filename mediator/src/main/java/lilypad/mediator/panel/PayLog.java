package lilypad.mediator.panel;

import lilypad.protocol.Address;
import lilypad.protocol.roster.VerifierEvent;
import lilypad.protocol.story.Plain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator must see of payouts. */
final class PayLog {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator.pay");
  private static final int SHOWN = 200;

  void happened(Address verifier, VerifierEvent event) {
    switch (event) {
      case VerifierEvent.PayoutRequested e ->
          LOG.info(
              "payout {} of {}: {} to {}",
              e.number(),
              verifier,
              Plain.tokens(e.amount().value()),
              e.to().checksummed());
      case VerifierEvent.PayoutStopped e ->
          LOG.error(
              "payout {} of {} is given up, the token refuses it: {}: {}",
              e.number(),
              verifier,
              e.refusal(),
              Plain.text(e.reason(), SHOWN));
      case VerifierEvent.PayoutMade e ->
          LOG.info(
              "payout {} of {} is made by {} in block {}",
              e.number(),
              verifier,
              e.transaction(),
              e.blockNumber());
      case VerifierEvent.PayoutReturned e ->
          LOG.warn("payout {} of {} is in its account again", e.number(), verifier);
      case VerifierEvent.PayCredited e -> LOG.debug("{} earned {}", verifier, e.amount());
      case VerifierEvent.VerifierRegistered e -> LOG.debug("{}: {}", verifier, e);
      case VerifierEvent.AssignmentLeased e -> LOG.debug("{}: {}", verifier, e);
      case VerifierEvent.AssignmentConcluded e -> LOG.debug("{}: {}", verifier, e);
      case VerifierEvent.VerifierObserved e -> LOG.debug("{}: {}", verifier, e);
    }
  }
}
