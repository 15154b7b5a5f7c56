package lilypad.deploy.devnet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a devnet consists of.
 *
 * @param deployment the market's contracts
 * @param slotsInAnEpoch n puts {@code safe} n and {@code finalized} 2n blocks below the head
 * @param mediators how many services run, each with a signer of its own
 * @param verifiers the roster of each of them; those that are handed out stand first
 * @param chaos the seed of a fault proxy between mediators and chain; empty for none
 * @param cassandra where the mediators keep their journals; in their folders, if empty
 * @param anchoring how long from one anchored tree head to the next; the first is awaited
 * @param more what its mediators are told besides: keys below {@code lilypad.mediator}
 */
public record DevnetPlan(
    Deployment deployment,
    int slotsInAnEpoch,
    int mediators,
    List<VerifierPlan> verifiers,
    Optional<Long> chaos,
    Optional<CassandraNode> cassandra,
    Duration anchoring,
    Map<String, Object> more) {

  /** Longer than a devnet lives whose transactions are counted. */
  private static final Duration ONCE = Duration.ofHours(12);

  private static final Duration NOW_AND_THEN = Duration.ofMinutes(1);

  /** The most mediators for whom there are accounts. */
  public static final int MOST_MEDIATORS = 2;

  /**
   * @throws IllegalArgumentException if there is nobody to mediate, or more than there are accounts
   *     for
   */
  public DevnetPlan {
    verifiers = List.copyOf(verifiers);
    more = Map.copyOf(more);
    if (mediators < 1 || mediators > MOST_MEDIATORS || slotsInAnEpoch < 1 || verifiers.isEmpty()) {
      throw new IllegalArgumentException(
          "expected 1 or 2 mediators, slots and verifiers, got "
              + mediators
              + ", "
              + slotsInAnEpoch
              + " and "
              + verifiers.size());
    }
  }

  /** Without faults, with embedded journals; each mediator anchors one head, at its start. */
  public DevnetPlan(Deployment deployment, int slotsInAnEpoch, int mediators, int verifiers) {
    this(
        deployment,
        slotsInAnEpoch,
        mediators,
        VerifierPlan.usual(verifiers),
        Optional.empty(),
        Optional.empty(),
        ONCE,
        Map.of());
  }

  /** The same with mediators that are told this besides: keys below {@code lilypad.mediator}. */
  public DevnetPlan withMediator(Map<String, Object> keys) {
    return new DevnetPlan(
        deployment, slotsInAnEpoch, mediators, verifiers, chaos, cassandra, anchoring, keys);
  }

  /** The same with another roster. */
  public DevnetPlan withVerifiers(List<VerifierPlan> roster) {
    return new DevnetPlan(
        deployment, slotsInAnEpoch, mediators, roster, chaos, cassandra, anchoring, more);
  }

  /** The same with another time between anchored heads. */
  public DevnetPlan anchoringEvery(Duration interval) {
    return new DevnetPlan(
        deployment, slotsInAnEpoch, mediators, verifiers, chaos, cassandra, interval, more);
  }

  /** The same with a fault proxy, or without one. */
  public DevnetPlan withChaos(Optional<Long> seed) {
    return new DevnetPlan(
        deployment, slotsInAnEpoch, mediators, verifiers, seed, cassandra, anchoring, more);
  }

  /** The same with the journals there, or in the mediators' folders. */
  public DevnetPlan withCassandra(Optional<CassandraNode> node) {
    return new DevnetPlan(
        deployment, slotsInAnEpoch, mediators, verifiers, chaos, node, anchoring, more);
  }

  /** Our contracts, quick finality, one mediator, which anchors its heads as long as it lives. */
  public static DevnetPlan usual(DevnetSettings settings) {
    return new DevnetPlan(Deployment.OURS, 1, 1, settings.verifiers()).anchoringEvery(NOW_AND_THEN);
  }
}
