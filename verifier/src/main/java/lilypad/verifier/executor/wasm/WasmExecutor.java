package lilypad.verifier.executor.wasm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.DagFailure;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.UnixFs;
import lilypad.protocol.job.MalformedJob;
import lilypad.protocol.job.ModuleManifest;
import lilypad.protocol.merkle.MerkleHash;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.verifier.executor.Execution;
import lilypad.verifier.executor.ExecutionLimits;
import lilypad.verifier.executor.ExecutionOutcome;
import lilypad.verifier.executor.ExecutionOutcome.Abstained;
import lilypad.verifier.executor.ExecutionOutcome.Completed;
import lilypad.verifier.executor.Executor;
import lilypad.verifier.sandbox.WasiHost;

/** Runs WebAssembly modules, each in a JVM of its own. */
public final class WasmExecutor implements Executor {

  /** The name in assignments. */
  public static final String NAME = "wasm";

  static final ModuleTransform TRANSFORM = ModuleTransform.NONE;

  /** The engine and its version; part of the runtime digest. */
  static final String ENGINE = "chicory/1.7.5";

  /** Heap that the engine needs besides the guest's memory and the files. */
  private static final long ENGINE_BYTES = 128L << 20;

  private static final int ANSWER_OVERHEAD = 1 << 20;

  private final WasmSettings settings;
  private final Hash32 runtimeDigest;

  private final LongFunction<List<String>> command;

  /** Starts nothing yet. */
  public WasmExecutor(WasmSettings settings) {
    this(settings, heapBytes -> ChildJvm.command(settings, heapBytes));
  }

  /** With another program as the child, by heap bytes. */
  WasmExecutor(WasmSettings settings, LongFunction<List<String>> command) {
    this.settings = settings;
    this.command = command;
    runtimeDigest =
        sha256(
            "lilypad-runtime/1\nexecutor "
                + NAME
                + "\nengine "
                + ENGINE
                + "\nwasi "
                + WasiHost.VERSION
                + "\ntransform "
                + TRANSFORM.version()
                + "\n");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Hash32 runtimeDigest() {
    return runtimeDigest;
  }

  @Override
  public ExecutionOutcome run(Execution job, ExecutionLimits limits) throws InterruptedException {
    long started = System.nanoTime();
    ChildRequest request;
    try {
      request = request(job, limits);
    } catch (Unrunnable e) {
      return new Abstained(e.reason, String.valueOf(e.getMessage()));
    }
    ChildJvm.Ending ending;
    try {
      ending =
          new ChildJvm(
                  command.apply(limits.memoryBytes() + heapShare(request, limits)),
                  settings.workFolder())
              .run(request, limits.wallClock().toNanos(), answerLimit(limits));
    } catch (IOException e) {
      return new Abstained(
          AbstentionReason.RUNTIME_FAILURE, "the child did not start: " + e.getMessage());
    }
    return switch (ending) {
      case ChildJvm.Ending.TimedOut ignored ->
          new Abstained(
              AbstentionReason.WALL_CLOCK, "killed after " + limits.wallClock().toMillis() + " ms");
      case ChildJvm.Ending.Exited exited -> outcome(job, exited, started);
    };
  }

  /** The job or its module does not say how to run it. */
  private static final class Unrunnable extends Exception {
    private static final long serialVersionUID = 1L;

    private final AbstentionReason reason;

    Unrunnable(String message) {
      this(AbstentionReason.MODULE_INVALID, message);
    }

    Unrunnable(AbstentionReason reason, String message) {
      super(message);
      this.reason = reason;
    }
  }

  private ChildRequest request(Execution job, ExecutionLimits limits) throws Unrunnable {
    SortedMap<String, Bytes> folder = job.module().files();
    ModuleManifest manifest = manifest(folder);
    requireRuntime(manifest);
    Bytes wasm = folder.get(manifest.entry());
    if (wasm == null) {
      throw new Unrunnable("expected the entry " + manifest.entry() + " in the module's folder");
    }
    List<String> arguments =
        switch (manifest.arguments(job.inputs())) {
          case ModuleManifest.Arguments.Resolved resolved -> resolved.values();
          case ModuleManifest.Arguments.UnknownInputs unknown ->
              throw new Unrunnable("expected declared inputs, got " + unknown.names());
          case ModuleManifest.Arguments.MissingInputs missing ->
              throw new Unrunnable("expected values of the inputs " + missing.names());
        };
    SortedMap<String, Bytes> files = new TreeMap<>(job.inputFiles());
    for (ModuleManifest.InputDeclaration input : manifest.inputs()) {
      for (String path : job.inputFiles().keySet()) {
        if (path.equals(input.name()) || path.startsWith(input.name() + "/")) {
          throw new Unrunnable(
              "expected input files apart from the input " + input.name() + ", got " + path);
        }
      }
      files.put(
          input.name(), text(job.inputs().getOrDefault(input.name(), input.fallback().orElse(""))));
    }
    return new ChildRequest(
        wasm,
        arguments,
        files,
        job.seed(),
        job.ambient(),
        limits.memoryBytes(),
        limits.outputBytes());
  }

  /** Another runtime than the module names could give another result in good faith. */
  private void requireRuntime(ModuleManifest manifest) throws Unrunnable {
    Hash32 named = manifest.runtime().orElse(runtimeDigest);
    if (!named.equals(runtimeDigest)) {
      throw new Unrunnable(
          AbstentionReason.UNSUPPORTED_RUNTIME,
          "expected the runtime " + named + " that the module names, this one is " + runtimeDigest);
    }
  }

  private static ModuleManifest manifest(SortedMap<String, Bytes> folder) throws Unrunnable {
    Bytes json = folder.get(ModuleManifest.FILE_NAME);
    if (json == null) {
      throw new Unrunnable(
          "expected "
              + ModuleManifest.FILE_NAME
              + " in the module's folder, got "
              + folder.keySet());
    }
    try {
      return ModuleManifest.parse(json);
    } catch (MalformedJob e) {
      throw new Unrunnable(ModuleManifest.FILE_NAME + ": " + e.getMessage());
    }
  }

  /**
   * What the child's heap holds besides the guest's memory: the engine, the request, and three
   * copies of what may be written on the way out.
   */
  private static long heapShare(ChildRequest request, ExecutionLimits limits) {
    long inputs = request.inputs().values().stream().mapToLong(Bytes::size).sum();
    return ENGINE_BYTES + 2 * (request.wasm().size() + inputs) + 3 * limits.outputBytes();
  }

  private static int answerLimit(ExecutionLimits limits) {
    return (int) Math.min(3 * limits.outputBytes() + ANSWER_OVERHEAD, Integer.MAX_VALUE - 16);
  }

  private ExecutionOutcome outcome(Execution job, ChildJvm.Ending.Exited exited, long started) {
    ChildAnswer answer;
    try {
      answer = ChildAnswer.read(exited.stdout());
    } catch (ChildAnswer.Unreadable e) {
      return new Abstained(
          AbstentionReason.RUNTIME_FAILURE,
          "the child exited with "
              + exited.code()
              + ", "
              + e.getMessage()
              + (exited.stderr().isEmpty() ? "" : "; stderr: " + exited.stderr()));
    }
    return switch (answer) {
      case ChildAnswer.Stopped stopped -> abstained(stopped);
      case ChildAnswer.Finished finished -> completed(job, finished, started);
    };
  }

  private static Abstained abstained(ChildAnswer.Stopped stopped) {
    return Arrays.stream(AbstentionReason.values())
        .filter(reason -> reason.name().equals(stopped.reason()))
        .findFirst()
        .map(reason -> new Abstained(reason, stopped.detail()))
        .orElseGet(
            () ->
                new Abstained(
                    AbstentionReason.RUNTIME_FAILURE,
                    "the child answered the unknown reason " + stopped.reason()));
  }

  private ExecutionOutcome completed(Execution job, ChildAnswer.Finished finished, long started) {
    FileTree output;
    Cid root;
    try {
      output = output(finished);
      root = UnixFs.cid(output);
    } catch (DagFailure | MalformedValue e) {
      return new Abstained(
          AbstentionReason.NODE_LIMIT, "the result has no content id: " + e.getMessage());
    }
    return new Completed(
        output,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started),
        executionRoot(job.module(), finished, root),
        finished.exitCode());
  }

  private static FileTree output(ChildAnswer.Finished finished) {
    SortedMap<String, Bytes> files = new TreeMap<>();
    SortedSet<String> empty = new TreeSet<>();
    files.put("stdout", finished.stdout());
    files.put("stderr", finished.stderr());
    files.put("exitCode", text(Integer.toString(finished.exitCode())));
    if (finished.files().isEmpty()) {
      empty.add("outputs");
    }
    finished
        .files()
        .forEach(
            (path, content) -> {
              if (path.endsWith("/")) {
                empty.add("outputs/" + path.substring(0, path.length() - 1));
              } else {
                files.put("outputs/" + path, content);
              }
            });
    return new FileTree(files, empty);
  }

  /**
   * The root of a Merkle tree (RFC 9162, section 2.1) over what was measured and depends neither on
   * time nor on place: on its left the calls of the host, on its right a text of what came of them.
   */
  private Hash32 executionRoot(FileTree module, ChildAnswer.Finished finished, Cid output) {
    String statement =
        "lilypad-execution/2\nruntime "
            + runtimeDigest
            + "\nmodule "
            + UnixFs.cid(module)
            + "\noutput "
            + output
            + "\nhost-calls "
            + finished.calls()
            + "\nlogical-nanos "
            + finished.elapsed()
            + "\nmemory-pages "
            + finished.pages()
            + "\n";
    return MerkleHash.node(
        finished.transcript(), MerkleHash.leaf(statement.getBytes(StandardCharsets.UTF_8)));
  }

  private static Bytes text(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Hash32 sha256(String text) {
    try {
      return Hash32.of(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
