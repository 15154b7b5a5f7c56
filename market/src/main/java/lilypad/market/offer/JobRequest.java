package lilypad.market.offer;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.job.JobToRun;
import lilypad.verifier.executor.Execution;

/**
 * What a job creator wants done.
 *
 * @param module what to run
 * @param inputs its parameters by name
 */
public record JobRequest(ModuleFolder module, SortedMap<String, String> inputs) {

  public JobRequest {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
  }

  /** The job as provider and verifiers run it. */
  public JobToRun job() {
    return new JobToRun(module.cid(), module.profile(), inputs, new TreeMap<>());
  }

  /** The job as an executor takes it. */
  public Execution execution() {
    JobToRun job = job();
    boolean ambient =
        switch (job.profile()) {
          case DETERMINISTIC -> false;
          case AMBIENT, UNKNOWN -> true;
        };
    return new Execution(module.files(), inputs, new TreeMap<>(), job.seed(), ambient);
  }
}
