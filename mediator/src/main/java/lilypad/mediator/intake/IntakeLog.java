package lilypad.mediator.intake;

import java.time.Duration;
import lilypad.chain.follow.FinalityViolation;
import lilypad.protocol.BlockRef;
import lilypad.protocol.intake.IntakeEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator must see of the intake. */
final class IntakeLog {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator.intake");

  void resumed(long next, int pending) {
    LOG.info("intake: from block {}, {} deliveries to repeat", next, pending);
  }

  void seen(IntakeEvent event) {
    switch (event) {
      case IntakeEvent.BlockSeen seen -> {
        LOG.debug("intake: block {}", seen.block());
        seen.anomalies().forEach(this::anomaly);
      }
      case IntakeEvent.RangeSeen range -> {
        LOG.info("intake: blocks {} to {} read", range.from(), range.to());
        range.blocks().forEach(block -> block.anomalies().forEach(this::anomaly));
      }
      case IntakeEvent.BlockRetracted retracted ->
          LOG.warn("intake: block {} left the chain", retracted.block());
      case IntakeEvent.FinalityAdvanced advanced ->
          LOG.debug("intake: safe {}, final {}", advanced.safe(), advanced.finalized());
      case IntakeEvent.DeliveryAdvanced advanced ->
          LOG.debug("intake: {} delivered", advanced.delivered());
      case IntakeEvent.CaughtUp caught -> LOG.info("intake: up to date at block {}", caught.head());
      case IntakeEvent.FinalityViolated violated -> halted(violated);
      case IntakeEvent.LogsContradicted contradicted -> halted(contradicted);
      case IntakeEvent.StateContradicted contradicted -> halted(contradicted);
      case IntakeEvent.ChainAccepted accepted ->
          LOG.warn(
              "intake: an operator accepted block {} as the chain's; reading goes on at block {}",
              accepted.block(),
              accepted.next());
    }
  }

  private void anomaly(IntakeEvent.LogAnomaly anomaly) {
    LOG.warn(
        "intake: log {} of block {} from {} is not understood and kept: expected {}, got {}",
        anomaly.log().logIndex(),
        anomaly.log().blockNumber(),
        anomaly.log().address(),
        anomaly.expected(),
        anomaly.actual());
  }

  void pollFailed(Throwable cause) {
    LOG.warn("intake: the chain cannot be read now, trying again: {}", cause.getMessage());
  }

  void deliveryFailed(Throwable cause) {
    LOG.warn("intake: a delivery was not acknowledged, trying again: {}", cause.getMessage());
  }

  void suspected(FinalityViolation violation, Duration again) {
    LOG.warn(
        "intake: the node contradicts finality, nothing is signed until it was asked again in {}:"
            + " {}",
        again,
        violation.getMessage());
  }

  void absent(BlockRef ours) {
    LOG.warn(
        "intake: the node has no block {} now, nothing is signed until it has one", ours.number());
  }

  void restored(BlockRef ours) {
    LOG.warn("intake: the node has the final block {} again, going on", ours);
  }

  void halted(IntakeEvent.Standstill why) {
    switch (why) {
      case IntakeEvent.FinalityViolated violation ->
          LOG.error(
              "intake: HALTED. The final block {} was replaced by {}. Nothing is signed and no deal"
                  + " is told the time until an operator starts with --accept-chain and the hash of"
                  + " the one that is the chain's",
              violation.ours(),
              violation.theirs());
      case IntakeEvent.LogsContradicted contradicted ->
          LOG.error(
              "intake: HALTED. Of the final block {} {} logs are recorded, and the chain tells {}"
                  + " others now. Nothing is signed and no deal is told the time until an operator"
                  + " starts with --accept-logs and which of them are the chain's, recorded or"
                  + " told",
              contradicted.block(),
              contradicted.recorded().size(),
              contradicted.told().size());
      case IntakeEvent.StateContradicted contradicted ->
          LOG.error(
              "intake: HALTED. Deal {} is recorded as {} since block {}, and at block {} the"
                  + " contract tells {}: a log is missing. Nothing is signed and no deal is told"
                  + " the time until an operator starts with --accept-logs and which of them is the"
                  + " chain's, recorded or told",
              contradicted.deal(),
              contradicted.recorded(),
              contradicted.since(),
              contradicted.at(),
              contradicted.told());
    }
  }
}
