package lilypad.market.canary;

import java.time.Duration;
import java.util.Locale;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.AgreementState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operator must see, one method a line. It tells which deals are canaries: the log is for
 * the operator alone.
 */
final class CanaryLog {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator");

  void ready(int jobs, int creators, int providers, double aDay, int open) {
    LOG.info(
        String.format(
            Locale.ROOT,
            "canaries ready: %d jobs, %d creators, %d providers, %s a day on average, %d open",
            jobs,
            creators,
            providers,
            aDay,
            open));
  }

  void begun(Canary canary) {
    LOG.info(
        "canary begun: {} by {}, provider {}, the claim will be {}",
        canary.job(),
        canary.creator(),
        canary.provider(),
        canary.right() ? "right" : "wrong");
  }

  void matched(Canary canary, DealId deal) {
    LOG.info("canary {}: the solver made a deal of it", name(canary.with(deal)));
  }

  void agreed(Canary canary) {
    LOG.info("canary {}: agreed by both", name(canary));
  }

  void claimed(Canary canary) {
    LOG.info(
        "canary {}: a {} claim is posted, {}",
        name(canary),
        canary.right() ? "right" : "wrong",
        canary.claim());
  }

  void accepted(Canary canary) {
    LOG.info("canary {}: the claim is accepted", name(canary));
  }

  void ended(Canary canary, AgreementState state) {
    LOG.info(
        "canary {}: over, {}; its transactions cost {} wei",
        name(canary),
        state,
        canary.coins().spent());
  }

  void dropped(Canary canary, String why) {
    LOG.warn("canary {}: dropped, nothing of it is on chain: {}", name(canary), why);
  }

  void tooLate(Canary canary) {
    LOG.warn("canary {}: given up, the second party could not agree in time", name(canary));
  }

  void trouble(Canary canary, String why, Duration again) {
    LOG.warn("canary {}: {}; next try in {} s", name(canary), why, again.toSeconds());
  }

  void noCanary(String why) {
    LOG.warn("no canary this time: {}", why);
  }

  void stopped(int open) {
    LOG.info(
        "canaries stopped{}",
        open == 0 ? ", none is open" : ": " + open + " are open, the next start goes on with them");
  }

  private static String name(Canary canary) {
    return canary.deal().map(DealId::text).orElse("without deal");
  }
}
