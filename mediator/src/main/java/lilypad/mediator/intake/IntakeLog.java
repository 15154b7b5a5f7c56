package lilypad.mediator.intake;

import lilypad.chain.follow.FinalityViolation;
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

  void finalityViolated(FinalityViolation violation) {
    LOG.error(
        "intake: STOPPED. A final block was replaced; nothing is signed until an operator looks:"
            + " {}",
        violation.getMessage());
  }
}
