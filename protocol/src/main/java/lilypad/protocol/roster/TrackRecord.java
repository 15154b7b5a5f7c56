package lilypad.protocol.roster;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.Reputation;
import lilypad.protocol.rules.ReputationRule;
import lilypad.protocol.rules.Standing;

/**
 * What was seen of a node so far.
 *
 * @param observations how many there were, of all its runtimes
 * @param byRuntime what they showed; another runtime is another subject
 */
public record TrackRecord(long observations, SortedMap<Hash32, Reputation> byRuntime) {

  /** Nothing was ever seen. */
  public static final TrackRecord EMPTY = new TrackRecord(0, new TreeMap<>());

  public TrackRecord {
    byRuntime = Collections.unmodifiableSortedMap(new TreeMap<>(byRuntime));
  }

  /** The record with one more observation. */
  public TrackRecord after(VerifierEvent.VerifierObserved seen) {
    Reputation reputation = of(seen.runtime());
    for (Reputation.Mark mark : seen.marks()) {
      reputation =
          reputation.after(mark.dimension(), mark.fault(), seen.at(), ReputationRule.DECAY);
    }
    SortedMap<Hash32, Reputation> all = new TreeMap<>(byRuntime);
    all.put(seen.runtime(), reputation);
    return new TrackRecord(observations + 1, all);
  }

  /** What was seen of it with a runtime. */
  public Reputation of(Hash32 runtime) {
    return byRuntime.getOrDefault(runtime, Reputation.UNKNOWN);
  }

  /**
   * What its answers with a runtime are worth at a time.
   *
   * @param time chain time in seconds
   */
  public Standing standing(Hash32 runtime, long time) {
    return new Standing(
        observations,
        of(runtime).at(time, ReputationRule.DECAY).evidence(Reputation.Dimension.WRONG));
  }
}
