package lilypad.deploy.cheat;

import java.time.Duration;
import lilypad.protocol.cid.UnixFs;
import lilypad.protocol.node.Lease;
import lilypad.verifier.artifact.ArtifactSource;
import lilypad.verifier.artifact.JobFiles;
import lilypad.verifier.executor.Execution;
import lilypad.verifier.executor.ExecutionLimits;
import lilypad.verifier.executor.ExecutionOutcome;
import lilypad.verifier.executor.Executor;
import lilypad.verifier.node.JobOutcome;
import lilypad.verifier.node.JobRunner;

/** Runs a job as everybody should; for jobs of deterministic modules only. */
record RealRun(Executor executor, ArtifactSource artifacts) implements JobRunner {

  @Override
  public JobOutcome run(Lease lease, Duration within) throws InterruptedException {
    return switch (artifacts.fetchJob(lease.module(), lease.inputFiles(), lease.gateways())) {
      case JobFiles.Present files -> run(lease, files, within);
      case JobFiles.Absent absent -> new JobOutcome.NoResult(absent.reason(), absent.detail());
    };
  }

  private JobOutcome run(Lease lease, JobFiles.Present files, Duration within)
      throws InterruptedException {
    Execution job =
        new Execution(files.module(), lease.inputs(), files.inputs(), lease.seed(), false);
    ExecutionLimits limits =
        new ExecutionLimits(within, lease.memoryBytes(), ExecutionLimits.DEFAULT.outputBytes());
    return switch (executor.run(job, limits)) {
      case ExecutionOutcome.Completed completed ->
          new JobOutcome.Result(
              UnixFs.cid(completed.output()).digest(),
              completed.executionRoot(),
              Duration.ofMillis(completed.millis()));
      case ExecutionOutcome.Abstained abstained ->
          new JobOutcome.NoResult(abstained.reason(), abstained.detail());
    };
  }
}
