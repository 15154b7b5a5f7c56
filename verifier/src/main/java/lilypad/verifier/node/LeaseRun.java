package lilypad.verifier.node;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.TreeDifference;
import lilypad.protocol.job.MalformedJob;
import lilypad.protocol.job.ModuleManifest;
import lilypad.protocol.node.Lease;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Profile;
import lilypad.verifier.artifact.ArtifactSource;
import lilypad.verifier.artifact.BlockStore;
import lilypad.verifier.artifact.JobFiles;
import lilypad.verifier.executor.Execution;
import lilypad.verifier.executor.ExecutionLimits;
import lilypad.verifier.executor.ExecutionOutcome;
import lilypad.verifier.executor.Executor;

/**
 * Fetches a job's module and inputs by content id, runs it, and keeps its result's blocks. A job of
 * an ambient module is run more than once, and has no result if its runs differ.
 */
final class LeaseRun implements JobRunner {

  private final List<Executor> executors;
  private final ArtifactSource artifacts;
  private final BlockStore store;
  private final NodeSettings.Limits limits;
  private final int ambientRuns;

  /**
   * @param ambientRuns how often a job of an ambient module is run, from 1
   */
  LeaseRun(
      List<Executor> executors,
      ArtifactSource artifacts,
      BlockStore store,
      NodeSettings.Limits limits,
      int ambientRuns) {
    this.executors = List.copyOf(executors);
    this.artifacts = artifacts;
    this.store = store;
    this.limits = limits;
    this.ambientRuns = ambientRuns;
  }

  @Override
  public JobOutcome run(Lease lease, Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    Optional<Executor> executor =
        executors.stream().filter(known -> known.name().equals(lease.executor())).findFirst();
    if (executor.isEmpty()) {
      return none(AbstentionReason.UNSUPPORTED_RUNTIME, "no executor " + lease.executor());
    }
    return switch (artifacts.fetchJob(lease.module(), lease.inputFiles(), lease.gateways())) {
      case JobFiles.Present files -> execute(executor.get(), lease, files, deadline);
      case JobFiles.Absent absent -> none(absent.reason(), absent.detail());
    };
  }

  private JobOutcome execute(Executor executor, Lease lease, JobFiles.Present files, long deadline)
      throws InterruptedException {
    boolean ambient = isAmbient(files.module());
    Execution job =
        new Execution(files.module(), lease.inputs(), files.inputs(), lease.seed(), ambient);
    return switch (once(executor, job, lease, deadline)) {
      case ExecutionOutcome.Abstained abstained -> none(abstained.reason(), abstained.detail());
      case ExecutionOutcome.Completed first ->
          ambient ? repeated(executor, job, lease, deadline, first) : result(first);
    };
  }

  private ExecutionOutcome once(Executor executor, Execution job, Lease lease, long deadline)
      throws InterruptedException {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    if (!left.isPositive()) {
      return new ExecutionOutcome.Abstained(
          AbstentionReason.WALL_CLOCK, "expected time for a run, got the deadline");
    }
    ExecutionLimits allowed =
        new ExecutionLimits(
            left.compareTo(limits.wallClock()) < 0 ? left : limits.wallClock(),
            Math.min(lease.memoryBytes(), limits.memoryBytes()),
            limits.outputBytes());
    return executor.run(job, allowed);
  }

  /** An ambient job has a result only if it comes out the same each time. */
  private JobOutcome repeated(
      Executor executor,
      Execution job,
      Lease lease,
      long deadline,
      ExecutionOutcome.Completed first)
      throws InterruptedException {
    for (int run = 2; run <= ambientRuns; run++) {
      switch (once(executor, job, lease, deadline)) {
        case ExecutionOutcome.Abstained abstained -> {
          return none(abstained.reason(), "run " + run + ": " + abstained.detail());
        }
        case ExecutionOutcome.Completed again -> {
          Optional<TreeDifference> difference =
              TreeDifference.between(first.output(), again.output());
          if (difference.isPresent()) {
            return none(
                AbstentionReason.NONDETERMINISTIC,
                "runs 1 and " + run + " of the job differ: " + difference.get());
          }
        }
      }
    }
    return result(first);
  }

  private JobOutcome result(ExecutionOutcome.Completed completed) {
    return new JobOutcome.Result(
        store.putTree(completed.output()).digest(),
        completed.executionRoot(),
        Duration.ofMillis(completed.millis()));
  }

  /**
   * Whether the module declares the ambient profile; a manifest that cannot be read is the
   * executor's to refuse.
   */
  private static boolean isAmbient(FileTree module) {
    Bytes manifest = module.files().getOrDefault(ModuleManifest.FILE_NAME, Bytes.EMPTY);
    try {
      return ModuleManifest.parse(manifest).profile() == Profile.AMBIENT;
    } catch (MalformedJob e) {
      return false;
    }
  }

  private static JobOutcome none(AbstentionReason reason, String detail) {
    return new JobOutcome.NoResult(reason, detail);
  }
}
