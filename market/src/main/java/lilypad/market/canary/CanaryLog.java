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
        "canary begun: {} by {}, provider {}, whose claim would be {}",
        canary.job(),
        canary.creator(),
        canary.provider(),
        canary.right() ? "right" : "wrong");
  }

  void matched(Canary canary) {
    LOG.info("canary {}: the solver made a deal of it", name(canary));
  }

  void taken(Canary canary) {
    LOG.info(
        "canary {}: the solver gave it to {}, a stranger; it is a job like any client's, and the"
            + " claim is compared with the known result",
        name(canary),
        canary.provider());
  }

  void stands(Canary canary) {
    LOG.warn(
        "canary {}: no deal was made of it yet; whoever takes its offer gets the job",
        canary.offer());
  }

  void noDurations(String module, String why) {
    LOG.warn(
        "how long the market's runs of {} take is not to be had, so that lilypad.canaries.run says"
            + " it: {}",
        module,
        why);
  }

  void agreed(Canary canary) {
    LOG.info(
        "canary {}: agreed by {}", name(canary), canary.isStrangers() ? "its creator" : "both");
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

  /**
   * @param claimed whatever the stranger posted
   */
  void checked(Canary canary, String claimed) {
    LOG.warn(
        "canary {}: the stranger {} claimed {}, the result is {}: a check is asked for",
        name(canary),
        canary.provider(),
        new DealId(claimed).shown(),
        canary.result());
  }

  void ended(Canary canary, AgreementState state) {
    LOG.info(
        "canary {}: over, {}; its transactions cost {} wei, its creator paid {} of the token's"
            + " smallest unit",
        name(canary),
        state,
        canary.coins().spent(),
        canary.tokens());
  }

  void dropped(Canary canary, String why) {
    LOG.warn("canary {}: dropped, nothing of ours is on chain: {}", name(canary), why);
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
    return canary.deal().map(DealId::shown).orElse("without deal");
  }
}
