package lilypad.chain.pool;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator must see of the endpoints. */
final class PoolLog implements PoolListener {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator.chain");

  @Override
  public void happened(PoolEvent event) {
    switch (event) {
      case PoolEvent.Admitted e -> LOG.info("chain: {} is {}", e.endpoint(), e.capabilities());
      case PoolEvent.Paused e -> paused(e);
      case PoolEvent.Returned e -> LOG.info("chain: {} answers again", e.endpoint());
      case PoolEvent.Chosen e ->
          LOG.warn("chain: {} is read from now, because {} {}", e.endpoint(), e.before(), e.why());
      case PoolEvent.Quarantined e ->
          LOG.error(
              "chain: {} told something wrong and is not asked {}: {}. Compare it with another node"
                  + " before you trust it again",
              e.endpoint(),
              term(e.until()),
              e.evidence());
      case PoolEvent.Kept e ->
          LOG.error(
              "chain: {} told something wrong and is the only one left, so it is asked again: {}."
                  + " Add an endpoint that you trust to the configuration and start again",
              e.endpoint(),
              e.evidence());
      case PoolEvent.Alone e ->
          LOG.warn(
              "chain: {} is the only endpoint left, nobody can contradict it: add another one",
              e.endpoint());
      case PoolEvent.Lowered e ->
          LOG.warn(
              "chain: {} is read from at block {}, although another endpoint had told of block {}",
              e.endpoint(),
              e.head(),
              e.before());
    }
  }

  private static void paused(PoolEvent.Paused e) {
    if (e.failures() == 1) {
      LOG.warn("chain: {} is left alone for {}: {}", e.endpoint(), e.pause(), e.why());
    } else {
      LOG.debug("chain: {} is left alone for {}: {}", e.endpoint(), e.pause(), e.why());
    }
  }

  private static String term(Optional<Duration> until) {
    return until.map(time -> "for " + time).orElse("until a restart");
  }
}
