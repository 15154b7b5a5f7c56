package lilypad.verifier.executor.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import lilypad.protocol.cid.UnixFs;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.verifier.executor.Execution;
import lilypad.verifier.executor.ExecutionLimits;
import lilypad.verifier.executor.ExecutionOutcome;
import lilypad.verifier.executor.ExecutionOutcome.Abstained;
import lilypad.verifier.executor.ExecutionOutcome.Completed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executor with real child processes. */
class WasmExecutorIT {

  private static final ExecutionLimits LIMITS =
      new ExecutionLimits(Duration.ofSeconds(60), 64L << 20, 1L << 20);

  /**
   * CPU time after which a child has long read its request: until then its end would be no proof.
   */
  private static final Duration DEEP_IN_THE_GUEST = Duration.ofSeconds(4);

  @TempDir Path work;
  private WasmExecutor executor;

  @BeforeEach
  void makeExecutor() {
    executor = new WasmExecutor(WasmSettings.in(work));
  }

  @AfterEach
  void everyChildAndItsFolderIsGone() throws IOException {
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
    try (Stream<Path> left = Files.list(work)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void cowsayGivesTheGoldenResultInEveryChild() throws InterruptedException {
    Completed first = completed(executor.run(TestModules.job(TestModules.cowsay(), "moo"), LIMITS));
    Completed second =
        completed(
            new WasmExecutor(WasmSettings.in(work))
                .run(TestModules.job(TestModules.cowsay(), "moo"), ExecutionLimits.DEFAULT));

    assertThat(UnixFs.cid(TestModules.cowsay()))
        .hasToString("QmXb6mkZoXJ2y3BdYD3tnJeMqo4YdtzFaRVP5tfGhDvSxN");
    assertThat(UnixFs.cid(first.output()))
        .hasToString("QmZ6owu9ttba9ECVusx6yp83oPUbjZorp4249RruPd67xs");
    assertThat(second.output()).isEqualTo(first.output());
    assertThat(second.executionRoot()).isEqualTo(first.executionRoot());
    assertThat(first.output().files().keySet()).containsExactly("exitCode", "stderr", "stdout");
    assertThat(first.output().emptyDirectories()).containsExactly("outputs");
    assertThat(
            new String(
                TestModules.file(first.output().files(), "stdout").toArray(),
                StandardCharsets.UTF_8))
        .startsWith(" _____\n< moo >\n -----\n");
  }

  @Test
  void anotherMessageIsAnotherResult() throws InterruptedException {
    Completed moo = completed(executor.run(TestModules.job(TestModules.cowsay(), "moo"), LIMITS));
    Completed baa = completed(executor.run(TestModules.job(TestModules.cowsay(), "baa"), LIMITS));

    assertThat(UnixFs.cid(baa.output())).isNotEqualTo(UnixFs.cid(moo.output()));
    assertThat(baa.executionRoot()).isNotEqualTo(moo.executionRoot());
  }

  @Test
  void aTrapIsCompletedWithItsExitCode() throws InterruptedException {
    Completed trapped =
        completed(
            executor.run(TestModules.job(TestModules.folder("trap-unreachable"), "moo"), LIMITS));

    assertThat(trapped.exitCode()).isEqualTo(134);
    assertThat(TestModules.file(trapped.output().files(), "exitCode").digits()).isEqualTo("313334");
  }

  @Test
  void anEndlessLoopIsKilledAtTheWallClock() throws InterruptedException {
    long start = System.nanoTime();
    ExecutionOutcome outcome =
        executor.run(
            TestModules.job(TestModules.folder("loop"), "moo"),
            new ExecutionLimits(Duration.ofSeconds(3), 64L << 20, 1L << 20));

    assertThat(reason(outcome)).isEqualTo(AbstentionReason.WALL_CLOCK);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aMemoryHogIsStoppedByTheHeap() throws InterruptedException {
    assertThat(reason(executor.run(TestModules.job(TestModules.folder("hog"), "moo"), LIMITS)))
        .isEqualTo(AbstentionReason.MEMORY);
  }

  @Test
  void anUnknownImportIsAnInvalidModule() throws InterruptedException {
    assertThat(
            reason(
                executor.run(TestModules.job(TestModules.folder("unknown-import"), "moo"), LIMITS)))
        .isEqualTo(AbstentionReason.MODULE_INVALID);
  }

  @Test
  void anUndeclaredInputIsRefusedBeforeAnythingStarts() throws InterruptedException {
    Execution job =
        new Execution(
            TestModules.cowsay(),
            new TreeMap<>(Map.of("Message", "moo", "Tail", "~")),
            new TreeMap<>(),
            TestModules.SEED,
            false);

    assertThat(executor.run(job, LIMITS))
        .isEqualTo(
            new Abstained(AbstentionReason.MODULE_INVALID, "expected declared inputs, got [Tail]"));
  }

  @Test
  void anInputFileDoesNotHideAnInput() throws InterruptedException {
    for (String path : List.of("Message", "Message/page")) {
      Execution job =
          new Execution(
              TestModules.cowsay(),
              new TreeMap<>(Map.of("Message", "moo")),
              new TreeMap<>(Map.of(path, TestModules.text("baa"))),
              TestModules.SEED,
              false);

      assertThat(executor.run(job, LIMITS))
          .isEqualTo(
              new Abstained(
                  AbstentionReason.MODULE_INVALID,
                  "expected input files apart from the input Message, got " + path));
    }
  }

  @Test
  void aChildThatSaysAnythingElseHasFailed() throws InterruptedException {
    for (String script :
        List.of(
            "echo hello",
            "exit 0",
            "kill -9 $$",
            "printf 'LPWANS02\\0\\0\\0\\1garbage'",
            "head -c 20000000 /dev/zero")) {
      WasmExecutor hostile =
          new WasmExecutor(WasmSettings.in(work), heap -> List.of("/bin/sh", "-c", script));

      assertThat(reason(hostile.run(TestModules.job(TestModules.cowsay(), "moo"), LIMITS)))
          .as(script)
          .isEqualTo(AbstentionReason.RUNTIME_FAILURE);
    }
  }

  @Test
  void aRuntimeThatIsNotThereIsAnAbstention() throws InterruptedException {
    WasmExecutor broken = new WasmExecutor(new WasmSettings(Path.of("/no/such/java"), work));

    assertThat(reason(broken.run(TestModules.job(TestModules.cowsay(), "moo"), LIMITS)))
        .isEqualTo(AbstentionReason.RUNTIME_FAILURE);
  }

  @Test
  void anInterruptionKillsTheChild() {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread runner =
        new Thread(
            () -> {
              try {
                executor.run(TestModules.job(TestModules.folder("loop"), "moo"), LIMITS);
                interrupted.complete(false);
              } catch (InterruptedException e) {
                interrupted.complete(true);
              }
            });
    runner.start();
    await().until(() -> ProcessHandle.current().children().findAny().isPresent());
    runner.interrupt();

    assertThat(interrupted.join()).isTrue();
  }

  @Test
  void killingTheParentLeavesNoChild() throws IOException, InterruptedException {
    Process parent =
        new ProcessBuilder(
                WasmSettings.in(work).java().toString(),
                "-Dlilypad.root=" + System.getProperty("lilypad.root"),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                work.resolve("parent").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("running");
      await().atMost(Duration.ofSeconds(30)).until(() -> parent.children().findAny().isPresent());
      ProcessHandle child = parent.children().findAny().orElseThrow();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> used(child).compareTo(DEEP_IN_THE_GUEST) > 0);
      parent.destroyForcibly().waitFor();

      try {
        await().atMost(Duration.ofSeconds(30)).until(() -> !child.isAlive());
      } finally {
        child.destroyForcibly();
      }
    } finally {
      parent.destroyForcibly().waitFor();
      try (Stream<Path> left = Files.walk(work.resolve("parent"))) {
        for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** A process that runs an endless job. */
  static final class Parent {

    private Parent() {}

    public static void main(String[] arguments) throws InterruptedException {
      System.out.println("running");
      new WasmExecutor(WasmSettings.in(Path.of(arguments[0])))
          .run(TestModules.job(TestModules.folder("loop"), "moo"), LIMITS);
    }
  }

  private static Duration used(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static Completed completed(ExecutionOutcome outcome) {
    assertThat(outcome).isInstanceOf(Completed.class);
    return (Completed) outcome;
  }

  private static AbstentionReason reason(ExecutionOutcome outcome) {
    assertThat(outcome).isInstanceOf(Abstained.class);
    return ((Abstained) outcome).reason();
  }
}
