package lilypad.verifier.executor.wasm;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.WasmModule;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lilypad.protocol.Bytes;

/**
 * One child process and the three threads that talk to it. Whatever happens, the child is dead and
 * its folder gone when {@link #run} ends.
 */
final class ChildJvm {

  /** What came from a child. */
  sealed interface Ending {

    /** It ended by itself; {@code stdout} is cut after the limit. */
    record Exited(int code, Bytes stdout, String stderr) implements Ending {}

    /** It ran for longer than it may and was killed. */
    record TimedOut() implements Ending {}
  }

  private static final int STDERR_KEPT = 4096;

  /**
   * The optimising compiler starts later than by default: a short job then needs little more than
   * half the CPU time, a long one does not notice.
   */
  private static final List<String> FLAGS =
      List.of(
          "-Xms32m",
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "-XX:Tier4InvocationThreshold=30000",
          "-XX:Tier4MinInvocationThreshold=5000",
          "-XX:Tier4CompileThreshold=60000",
          "-XX:Tier4BackEdgeThreshold=240000",
          "-XX:-DontCompileHugeMethods",
          "-XX:-UsePerfData",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:ErrorFile=/dev/null",
          "-Djava.awt.headless=true");

  private final List<String> command;
  private final Path workFolder;

  /**
   * @param command the program and its arguments
   * @param workFolder where the child's empty folder is made
   */
  ChildJvm(List<String> command, Path workFolder) {
    this.command = command;
    this.workFolder = workFolder;
  }

  /** The command that starts {@link WasmChild} with so much heap. */
  static List<String> command(WasmSettings settings, long heapBytes) {
    List<String> command = new ArrayList<>();
    command.add(settings.java().toString());
    command.add("-Xmx" + (heapBytes >> 10) + "k");
    command.addAll(FLAGS);
    command.add("-cp");
    command.add(classPath());
    command.add(WasmChild.class.getName());
    return List.copyOf(command);
  }

  /**
   * Only what the child needs: our classes, Chicory and ASM, wherever this process has them from.
   */
  private static String classPath() {
    return Stream.of(
            WasmChild.class,
            Bytes.class,
            Instance.class,
            WasmModule.class,
            MachineFactoryCompiler.class,
            org.objectweb.asm.ClassWriter.class,
            org.objectweb.asm.tree.ClassNode.class,
            org.objectweb.asm.tree.analysis.Analyzer.class,
            org.objectweb.asm.commons.InstructionAdapter.class,
            org.objectweb.asm.util.CheckClassAdapter.class)
        .map(ChildJvm::location)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      throw new IllegalStateException("expected " + type.getName() + " on the class path");
    }
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("class path with an odd name: " + source.getLocation(), e);
    }
  }

  /**
   * Starts the child, sends {@code request} and waits.
   *
   * @param answerLimit how many bytes of standard output are kept
   * @throws IOException if the child could not be started
   */
  Ending run(ChildRequest request, long wallClockNanos, int answerLimit)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + wallClockNanos;
    Files.createDirectories(workFolder);
    Path folder = Files.createTempDirectory(workFolder, "job-");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().clear();
      Process child = builder.start();
      ChildProcesses.add(child);
      try {
        return talk(child, request, deadline, answerLimit);
      } finally {
        ChildProcesses.end(child);
        child.onExit().join();
      }
    } finally {
      delete(folder);
    }
  }

  private static Ending talk(Process child, ChildRequest request, long deadline, int answerLimit)
      throws InterruptedException {
    CompletableFuture<byte[]> stderr = read(child.getErrorStream(), STDERR_KEPT, "wasm-stderr");
    CompletableFuture<byte[]> stdout = read(child.getInputStream(), answerLimit, "wasm-stdout");
    DataOutputStream stdin = new DataOutputStream(child.getOutputStream());
    start(() -> send(request, stdin), "wasm-stdin");
    try {
      byte[] answer = stdout.get(left(deadline), TimeUnit.NANOSECONDS);
      if (!child.waitFor(left(deadline), TimeUnit.NANOSECONDS)) {
        return new Ending.TimedOut();
      }
      String complaint =
          new String(stderr.get(left(deadline), TimeUnit.NANOSECONDS), StandardCharsets.UTF_8);
      return new Ending.Exited(child.exitValue(), Bytes.of(answer), complaint.strip());
    } catch (TimeoutException e) {
      return new Ending.TimedOut();
    } catch (ExecutionException e) {
      throw new IllegalStateException("reading from the child failed", e.getCause());
    }
  }

  private static long left(long deadline) {
    return Math.max(deadline - System.nanoTime(), 0);
  }

  /**
   * A child that dies before it has read everything tells so by its exit code: the broken pipe
   * itself says nothing more.
   */
  private static void send(ChildRequest request, DataOutputStream stdin) {
    try {
      request.writeTo(new DataOutputStream(new BufferedOutputStream(stdin, 1 << 16)));
    } catch (IOException brokenPipe) {
      return;
    }
  }

  /**
   * Reads to the end and keeps the first {@code limit} bytes and one more, so that too long an
   * answer shows.
   */
  private static CompletableFuture<byte[]> read(InputStream in, int limit, String name) {
    CompletableFuture<byte[]> read = new CompletableFuture<>();
    start(
        () -> {
          try {
            byte[] kept = in.readNBytes(limit + 1);
            in.transferTo(OutputStream.nullOutputStream());
            read.complete(kept);
          } catch (IOException closedByKill) {
            read.complete(new byte[0]);
          }
        },
        name);
    return read;
  }

  private static void start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
