package lilypad.protocol.rules;

import java.util.List;
import lilypad.protocol.Hash32;

/**
 * What a node showed of one run of a job. Who ran the same module with the same runtime has the
 * same; who did not run it cannot know the execution root.
 *
 * @param runtimeDigest what it was run with
 * @param resultRoot the digest inside the CIDv0 of the result
 * @param executionRoot the root over the run's evidence; zero where there is none
 */
public record Execution(Hash32 runtimeDigest, Hash32 resultRoot, Hash32 executionRoot) {

  /** What a run of our own says of it; one with another runtime says nothing. */
  public Ballot.Evidence against(Execution own) {
    if (!runtimeDigest.equals(own.runtimeDigest)) {
      return Ballot.Evidence.UNCHECKED;
    }
    return equals(own) ? Ballot.Evidence.CONFIRMED : Ballot.Evidence.CONTRADICTED;
  }

  /**
   * Whether some cannot have run the job: the same result of the same runtime with other evidence,
   * or with none. Of those that contradict each other at least all but one did not.
   */
  public static boolean contradictory(List<Execution> shown) {
    return shown.stream().anyMatch(one -> one.executionRoot.equals(Hash32.ZERO))
        || shown.stream().anyMatch(one -> shown.stream().anyMatch(one::belies));
  }

  private boolean belies(Execution other) {
    return runtimeDigest.equals(other.runtimeDigest)
        && resultRoot.equals(other.resultRoot)
        && !executionRoot.equals(other.executionRoot);
  }
}
