package lilypad.mediator.deal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lilypad.protocol.Hash32;
import lilypad.protocol.job.JobToRun;
import lilypad.verifier.config.KnownJob;

/**
 * Canaries: jobs whose result the operator knows, because it had them run or made them. Somebody
 * brings them to the market as deals like any other; who sits in a silent check of one cannot tell.
 *
 * @param results by all that a job's result depends on. A job's seed does not stand for it: a file
 *     and a parameter of the same name and text have one seed, so that a stranger's job could pass
 *     for a canary with another result.
 */
public record KnownAnswers(Map<KnownJob.Job, Hash32> results) {

  private static final String PATH = "lilypad.mediator.canary.answers";

  public KnownAnswers {
    results = Map.copyOf(results);
  }

  /**
   * Reads {@code canary.answers} from the configuration at {@code lilypad.mediator}.
   *
   * @throws ConfigException naming the key
   */
  public static KnownAnswers read(Config mediator) {
    return new KnownAnswers(
        KnownJob.list(mediator.getConfigList("canary.answers"), PATH).stream()
            .collect(Collectors.toMap(KnownJob::job, known -> known.result().digest())));
  }

  /** What the solver tells of jobs, with the results that are known. */
  public DealPorts.Jobs over(DealPorts.Jobs solver) {
    return deal ->
        solver
            .describe(deal)
            .thenApply(found -> found.knowing(Optional.ofNullable(results.get(job(found.job())))));
  }

  private static KnownJob.Job job(JobToRun job) {
    return new KnownJob.Job(job.module(), job.inputs(), job.inputFiles());
  }
}
