package lilypad.verifier.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.DagLimits;
import lilypad.protocol.cid.DagReader;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.UnixFs;
import lilypad.protocol.node.AssignmentRound;
import lilypad.protocol.node.Lease;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.verifier.artifact.ArtifactSource;
import lilypad.verifier.artifact.BlockFetcher;
import lilypad.verifier.artifact.BlockStore;
import lilypad.verifier.executor.Execution;
import lilypad.verifier.executor.ExecutionLimits;
import lilypad.verifier.executor.ExecutionOutcome;
import lilypad.verifier.executor.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeaseRunTest {

  private static final Hash32 RUNTIME = hash("runtime");
  private static final Cid NOWHERE = new Cid(hash("nowhere"));
  private static final FileTree MODULE = module("wasm");
  private static final FileTree OUTPUT =
      FileTree.of(new TreeMap<>(Map.of("stdout", text("moo"), "exitCode", text("0"))));

  @TempDir Path folder;
  private final BlockFetcher fetcher = new BlockFetcher(Duration.ofSeconds(1));
  private final List<Execution> ran = new ArrayList<>();
  private final List<ExecutionLimits> allowed = new ArrayList<>();
  private BlockStore store;
  private int ambientRuns = 2;

  @BeforeEach
  void openStore() throws IOException {
    store = BlockStore.open(folder, 1 << 20);
  }

  @AfterEach
  void closeFetcher() {
    fetcher.close();
  }

  @Test
  void theResultIsTheIdOfTheOutputAndItsBlocksAreKept() throws InterruptedException {
    JobOutcome outcome = run(lease(store.putTree(MODULE), new TreeMap<>()), completing());
    assertThat(outcome)
        .isInstanceOfSatisfying(
            JobOutcome.Result.class,
            result ->
                assertThat(
                        DagReader.directory(
                            new Cid(result.resultRoot()), store::get, DagLimits.RESULT))
                    .isEqualTo(OUTPUT));
    assertThat(ran.getFirst().module()).isEqualTo(MODULE);
    assertThat(ran.getFirst().ambient()).isFalse();
  }

  @Test
  void aModuleThatCannotBeFetchedIsAnAbstention() throws InterruptedException {
    assertThat(run(lease(NOWHERE, new TreeMap<>()), completing()))
        .isInstanceOfSatisfying(
            JobOutcome.NoResult.class,
            none -> {
              assertThat(none.reason()).isEqualTo(AbstentionReason.MODULE_UNAVAILABLE);
              assertThat(none.detail()).contains(NOWHERE.toString());
            });
  }

  @Test
  void anInputThatCannotBeFetchedIsAnotherAbstention() throws InterruptedException {
    assertThat(
            run(
                lease(store.putTree(MODULE), new TreeMap<>(Map.of("data.csv", NOWHERE))),
                completing()))
        .isInstanceOfSatisfying(
            JobOutcome.NoResult.class,
            none -> {
              assertThat(none.reason()).isEqualTo(AbstentionReason.INPUT_UNAVAILABLE);
              assertThat(none.detail()).contains("data.csv");
            });
  }

  @Test
  void whatTheExecutorAbstainsForIsPassedOn() throws InterruptedException {
    Executor failing =
        executor(new ExecutionOutcome.Abstained(AbstentionReason.RUNTIME_FAILURE, "crashed"));
    assertThat(run(lease(store.putTree(MODULE), new TreeMap<>()), failing))
        .isEqualTo(new JobOutcome.NoResult(AbstentionReason.RUNTIME_FAILURE, "crashed"));
  }

  @Test
  void theSmallerOfLeaseAndNodeLimitsARun() throws InterruptedException {
    run(lease(store.putTree(MODULE), new TreeMap<>()), completing());
    assertThat(allowed.getFirst().memoryBytes()).isEqualTo(2_000);
    assertThat(allowed.getFirst().wallClock()).isLessThanOrEqualTo(Duration.ofSeconds(5));
    assertThat(allowed.getFirst().outputBytes()).isEqualTo(3_000);
  }

  @Test
  void inputFilesStandUnderTheirPaths() throws InterruptedException, IOException {
    Cid page =
        UnixFs.file(new ByteArrayInputStream("ink".getBytes(StandardCharsets.UTF_8)), store::put);
    run(lease(store.putTree(MODULE), new TreeMap<>(Map.of("scan/page.pgm", page))), completing());
    assertThat(ran.getFirst().inputFiles())
        .containsExactly(Map.entry("scan/page.pgm", text("ink")));
  }

  @Test
  void aDeterministicModuleIsRunOnce() throws InterruptedException {
    run(lease(store.putTree(MODULE), new TreeMap<>()), completing());
    assertThat(ran).hasSize(1);
  }

  @Test
  void anAmbientModuleIsRunAsOneAndTwice() throws InterruptedException {
    assertThat(run(ambient(), completing())).isInstanceOf(JobOutcome.Result.class);
    assertThat(ran).hasSize(2).allMatch(Execution::ambient);
  }

  @Test
  void anAmbientJobWhoseRunsDifferHasNoResultAndTheFirstDifferenceIsNamed()
      throws InterruptedException {
    assertThat(run(ambient(), executor(completed("moo"), completed("mop"))))
        .isEqualTo(
            new JobOutcome.NoResult(
                AbstentionReason.NONDETERMINISTIC,
                "runs 1 and 2 of the job differ: stdout at byte 2: 0x6f in the first, 0x70 in the"
                    + " second"));
  }

  @Test
  void anAmbientJobThatFailsTheSecondTimeIsNoDifference() throws InterruptedException {
    assertThat(
            run(
                ambient(),
                executor(
                    completed("moo"),
                    new ExecutionOutcome.Abstained(AbstentionReason.MEMORY, "heap"))))
        .isEqualTo(new JobOutcome.NoResult(AbstentionReason.MEMORY, "run 2: heap"));
  }

  @Test
  void howOftenAnAmbientJobIsRunIsTheOperatorsChoice() throws InterruptedException {
    ambientRuns = 3;
    assertThat(run(ambient(), executor(completed("moo"), completed("moo"), completed("baa"))))
        .isInstanceOfSatisfying(
            JobOutcome.NoResult.class,
            none -> assertThat(none.detail()).startsWith("runs 1 and 3 of the job differ"));
  }

  @Test
  void theRunsOfAnAmbientJobShareTheTimeOfTheLease() throws InterruptedException {
    run(ambient(), completing());
    assertThat(allowed.get(1).wallClock()).isLessThan(allowed.get(0).wallClock());
  }

  private Lease ambient() {
    return lease(store.putTree(module("wasm-ambient")), new TreeMap<>());
  }

  private static ExecutionOutcome completed(String stdout) {
    return new ExecutionOutcome.Completed(
        FileTree.of(new TreeMap<>(Map.of("stdout", text(stdout), "exitCode", text("0")))),
        7,
        Hash32.ZERO,
        0);
  }

  private JobOutcome run(Lease lease, Executor executor) throws InterruptedException {
    return new LeaseRun(
            List.of(executor),
            new ArtifactSource(store, fetcher, List.of()),
            store,
            new NodeSettings.Limits(4_000, Duration.ofSeconds(60), 3_000),
            ambientRuns)
        .run(lease, Duration.ofSeconds(5));
  }

  private Executor completing() {
    return executor(new ExecutionOutcome.Completed(OUTPUT, 7, Hash32.ZERO, 0));
  }

  /** Ends as told, run by run; beyond that as in the last. */
  private Executor executor(ExecutionOutcome... outcomes) {
    return new Executor() {
      @Override
      public String name() {
        return "wasm";
      }

      @Override
      public Hash32 runtimeDigest() {
        return RUNTIME;
      }

      @Override
      public ExecutionOutcome run(Execution job, ExecutionLimits limits) {
        ran.add(job);
        allowed.add(limits);
        return outcomes[Math.min(ran.size(), outcomes.length) - 1];
      }
    };
  }

  private static Lease lease(Cid module, SortedMap<String, Cid> files) {
    return new Lease(
        new AssignmentRound(hash("a"), 0),
        "wasm",
        module,
        new TreeMap<>(),
        files,
        hash("seed"),
        List.of(URI.create("http://127.0.0.1:1")),
        Duration.ofSeconds(5),
        2_000,
        RUNTIME);
  }

  private static FileTree module(String profile) {
    String manifest =
        """
        {"machine": {"cpu": 1000, "ram": 1}, "profile": "%s", "entry": "a.wasm", "args": [], "inputs": []}
        """
            .formatted(profile);
    return FileTree.of(
        new TreeMap<>(Map.of("lilypad_module.json", text(manifest), "a.wasm", text("wasm"))));
  }

  private static Bytes text(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }
}
