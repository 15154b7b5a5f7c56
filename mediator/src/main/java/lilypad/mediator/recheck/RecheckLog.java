package lilypad.mediator.recheck;

import java.time.Duration;
import lilypad.protocol.intake.IntakeEvent.LogsContradicted;
import lilypad.protocol.intake.IntakeEvent.StateContradicted;
import lilypad.protocol.recheck.RecheckEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator must see of the recheck. */
final class RecheckLog {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator.recheck");

  void seen(RecheckEvent.RangeRechecked range) {
    LOG.debug(
        "recheck: blocks {} to {} read once more, {} logs", range.from(), range.to(), range.logs());
  }

  void differs(LogsContradicted what, Duration again) {
    LOG.warn(
        "recheck: block {} has {} logs now, recorded are {}; looking again in {}",
        what.block(),
        what.told().size(),
        what.recorded().size(),
        again);
  }

  void moved(StateContradicted what, Duration again) {
    LOG.warn(
        "recheck: the contract tells {} of {} at block {}, recorded is {}; looking again in {}",
        what.told(),
        what.deal(),
        what.at(),
        what.recorded(),
        again);
  }

  void failed(Throwable cause) {
    LOG.warn("recheck: cannot be done now, trying again: {}", cause.getMessage());
  }

  void unclear(String why) {
    LOG.warn("recheck: cannot be told now, trying again: {}", why);
  }
}
