package lilypad.chain.doorbell;

import java.time.Duration;
import lilypad.chain.rpc.EndpointUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator must see of the doorbell. */
final class DoorbellLog {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator.doorbell");
  private static final int SHOWN = 80;

  private final EndpointUrl url;
  private boolean saidLost;
  private boolean saidGarbage;

  DoorbellLog(EndpointUrl url) {
    this.url = url;
  }

  synchronized void listening() {
    LOG.info("doorbell: new heads are heard from {}", url.shown());
    saidLost = false;
  }

  /** Says it once until heads are heard again. */
  synchronized void lost(String why, Duration pause) {
    if (saidLost) {
      LOG.debug("doorbell: {} again not heard: {}; next try in {}", url.shown(), why, pause);
    } else {
      LOG.warn(
          "doorbell: {} is not heard: {}. Nothing is lost, the chain is asked at the poll interval;"
              + " next try in {}",
          url.shown(),
          why,
          pause);
      saidLost = true;
    }
  }

  /** Says it once. */
  synchronized void garbage(CharSequence message) {
    if (!saidGarbage) {
      String begin = message.subSequence(0, Math.min(SHOWN, message.length())).toString();
      LOG.warn(
          "doorbell: {} sends what is no head, from now on ignored without a word: {}",
          url.shown(),
          begin.replaceAll("[^\\x20-\\x7e]", "?"));
      saidGarbage = true;
    }
  }
}
