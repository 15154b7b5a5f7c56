package lilypad.verifier.executor.wasm;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import lilypad.protocol.Bytes;
import lilypad.verifier.sandbox.AmbientClock;
import lilypad.verifier.sandbox.GuestClock;
import lilypad.verifier.sandbox.GuestExit;
import lilypad.verifier.sandbox.GuestRandom;
import lilypad.verifier.sandbox.LimitReached;
import lilypad.verifier.sandbox.LogicalClock;
import lilypad.verifier.sandbox.SandboxFiles;
import lilypad.verifier.sandbox.WasiHost;

/**
 * The child process of one job: reads a {@link ChildRequest} from standard input, runs the module,
 * writes a {@link ChildAnswer} to standard output and ends. It also ends, without an answer, as
 * soon as standard input does: then the parent is gone.
 */
public final class WasmChild {

  /** A trap is a deterministic end of the module; the text does not depend on the engine. */
  static final int TRAP_EXIT_CODE = 134;

  static final String TRAP_TEXT = "lilypad: the module trapped\n";

  private static final long STACK_BYTES = 256L << 20;
  private static final int ORPHANED = 3;

  private WasmChild() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
    System.setOut(System.err);
    InputStream in = new BufferedInputStream(System.in, 1 << 16);
    ChildRequest request = ChildRequest.readFrom(new DataInputStream(in));
    endWith(in);
    answer(request).writeTo(out);
    Runtime.getRuntime().halt(0);
  }

  private static void endWith(InputStream in) {
    Thread watch =
        new Thread(
            () -> {
              try {
                in.read();
              } catch (IOException e) {
                Runtime.getRuntime().halt(ORPHANED);
              }
              Runtime.getRuntime().halt(ORPHANED);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  /** Runs on a thread with a deep stack of its own. */
  private static ChildAnswer answer(ChildRequest request) throws InterruptedException {
    CompletableFuture<ChildAnswer> answer = new CompletableFuture<>();
    Thread guest = new Thread(null, () -> answer.complete(run(request)), "guest", STACK_BYTES);
    guest.start();
    guest.join();
    return answer.getNow(new ChildAnswer.Stopped("INTERNAL", "the job's thread gave no answer"));
  }

  /**
   * Runs {@code request} in this thread. Every way in which the host itself fails is {@link
   * ChildAnswer.Stopped}.
   */
  static ChildAnswer run(ChildRequest request) {
    try {
      WasmModule module =
          ModuleValidation.check(WasmExecutor.TRANSFORM.apply(request.wasm().toArray()));
      return run(module, request);
    } catch (ModuleValidation.Refused e) {
      return new ChildAnswer.Stopped("MODULE_INVALID", String.valueOf(e.getMessage()));
    } catch (LimitReached e) {
      return new ChildAnswer.Stopped("NODE_LIMIT", String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      return new ChildAnswer.Stopped("MEMORY", "heap: " + e.getMessage());
    } catch (StackOverflowError e) {
      return new ChildAnswer.Stopped("HOST_STACK", "host stack of " + STACK_BYTES + " bytes");
    } catch (IllegalArgumentException e) {
      return new ChildAnswer.Stopped("MODULE_INVALID", String.valueOf(e.getMessage()));
    }
  }

  private static ChildAnswer run(WasmModule module, ChildRequest request) {
    MemoryLimits declared = module.memorySection().orElseThrow().getMemory(0).limits();
    long initialBytes = (long) declared.initialPages() * Memory.PAGE_SIZE;
    if (initialBytes > request.memoryBytes()) {
      return new ChildAnswer.Stopped(
          "MEMORY", "memory: limit " + request.memoryBytes() + " bytes, asked for " + initialBytes);
    }
    var machine =
        MachineFactoryCompiler.builder(module)
            .withInterpreterFallback(InterpreterFallback.SILENT)
            .compile();
    GuestClock clock = request.ambient() ? new AmbientClock() : new LogicalClock();
    GuestRandom random =
        request.ambient()
            ? GuestRandom.ambient()
            : GuestRandom.seeded(request.seed().bytes().toArray());
    SandboxFiles files = new SandboxFiles(request.inputs(), clock, request.outputBytes());
    WasiHost host = new WasiHost(request.arguments(), files, clock, random, request.outputBytes());
    AtomicReference<ByteArrayMemory> memory = new AtomicReference<>();
    boolean trapped = false;
    int exitCode = 0;
    try {
      Instance instance =
          Instance.builder(module)
              .withImportValues(host.imports())
              .withMachineFactory(machine)
              .withMemoryFactory(
                  limits -> {
                    ByteArrayMemory made = new ByteArrayMemory(limits);
                    memory.set(made);
                    return made;
                  })
              .withStart(false)
              .build();
      instance.export("_start").apply();
    } catch (GuestExit e) {
      exitCode = e.code();
    } catch (ChicoryException e) {
      if (e.getCause() instanceof StackOverflowError overflow) {
        throw overflow;
      }
      trapped = true;
      exitCode = TRAP_EXIT_CODE;
    }
    ByteArrayMemory used = memory.get();
    return new ChildAnswer.Finished(
        exitCode,
        Bytes.of(host.stdout()),
        Bytes.of(trapped ? withTrap(host.stderr()) : host.stderr()),
        host.files().written(),
        host.calls(),
        host.elapsed(),
        used == null ? 0 : used.pages(),
        host.transcript());
  }

  private static byte[] withTrap(byte[] stderr) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(stderr);
    all.writeBytes(TRAP_TEXT.getBytes(StandardCharsets.UTF_8));
    return all.toByteArray();
  }
}
