package lilypad.verifier.node;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.DagLimits;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.job.MalformedJob;
import lilypad.protocol.job.ModuleManifest;
import lilypad.protocol.node.Lease;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.protocol.rules.Profile;
import lilypad.verifier.artifact.ArtifactFetch;
import lilypad.verifier.artifact.ArtifactSource;
import lilypad.verifier.artifact.BlockStore;
import lilypad.verifier.executor.Execution;
import lilypad.verifier.executor.ExecutionLimits;
import lilypad.verifier.executor.ExecutionOutcome;
import lilypad.verifier.executor.Executor;

/** Fetches a job's module and inputs by content id, runs it, and keeps its result's blocks. */
final class LeaseRun implements JobRunner {

  private final List<Executor> executors;
  private final ArtifactSource artifacts;
  private final BlockStore store;
  private final NodeSettings.Limits limits;

  LeaseRun(
      List<Executor> executors,
      ArtifactSource artifacts,
      BlockStore store,
      NodeSettings.Limits limits) {
    this.executors = List.copyOf(executors);
    this.artifacts = artifacts;
    this.store = store;
    this.limits = limits;
  }

  @Override
  public JobOutcome run(Lease lease, Duration within) throws InterruptedException {
    long started = System.nanoTime();
    Optional<Executor> executor =
        executors.stream().filter(known -> known.name().equals(lease.executor())).findFirst();
    if (executor.isEmpty()) {
      return none(AbstentionReason.UNSUPPORTED_RUNTIME, "no executor " + lease.executor());
    }
    return switch (artifacts.fetchTree(lease.module(), lease.gateways(), DagLimits.RESULT)) {
      case ArtifactFetch.Fetched<FileTree> module -> {
        SortedMap<String, Bytes> files = new TreeMap<>();
        Optional<JobOutcome> failed = fetchInputs(lease.inputFiles(), lease.gateways(), files);
        Duration left = within.minusNanos(System.nanoTime() - started);
        yield failed.isPresent()
            ? failed.get()
            : execute(executor.get(), lease, module.content(), files, left);
      }
      case ArtifactFetch.Unavailable<FileTree> missing ->
          none(
              AbstentionReason.MODULE_UNAVAILABLE,
              "block " + missing.block() + ": " + missing.tried());
      case ArtifactFetch.Unreadable<FileTree> broken ->
          none(AbstentionReason.MODULE_INVALID, broken.detail());
    };
  }

  /** Adds each input file; answers what failed, if anything did. */
  private Optional<JobOutcome> fetchInputs(
      Map<String, Cid> inputs, List<URI> gateways, SortedMap<String, Bytes> files)
      throws InterruptedException {
    for (Map.Entry<String, Cid> input : inputs.entrySet()) {
      switch (artifacts.fetchFile(input.getValue(), gateways, DagLimits.RESULT)) {
        case ArtifactFetch.Fetched<Bytes> file -> files.put(input.getKey(), file.content());
        case ArtifactFetch.Unavailable<Bytes> missing -> {
          return Optional.of(
              none(
                  AbstentionReason.INPUT_UNAVAILABLE,
                  input.getKey() + ", block " + missing.block() + ": " + missing.tried()));
        }
        case ArtifactFetch.Unreadable<Bytes> broken -> {
          return Optional.of(
              none(AbstentionReason.INPUT_UNAVAILABLE, input.getKey() + ": " + broken.detail()));
        }
      }
    }
    return Optional.empty();
  }

  private JobOutcome execute(
      Executor executor,
      Lease lease,
      FileTree module,
      SortedMap<String, Bytes> files,
      Duration left)
      throws InterruptedException {
    if (!left.isPositive()) {
      return none(AbstentionReason.WALL_CLOCK, "fetching took until the deadline");
    }
    Execution job = new Execution(module, lease.inputs(), files, lease.seed(), isAmbient(module));
    ExecutionLimits allowed =
        new ExecutionLimits(
            left.compareTo(limits.wallClock()) < 0 ? left : limits.wallClock(),
            Math.min(lease.memoryBytes(), limits.memoryBytes()),
            limits.outputBytes());
    return switch (executor.run(job, allowed)) {
      case ExecutionOutcome.Completed completed ->
          new JobOutcome.Result(
              store.putTree(completed.output()).digest(),
              completed.executionRoot(),
              Duration.ofMillis(completed.millis()));
      case ExecutionOutcome.Abstained abstained -> none(abstained.reason(), abstained.detail());
    };
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
