package lilypad.verifier.sandbox;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.wasm.types.FunctionType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lilypad.protocol.Hash32;

/**
 * One guest's host: the functions of {@code wasi_snapshot_preview1} over its arguments, files,
 * clock and random bytes. For one run of one module; not thread safe.
 *
 * @see <a href="https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md">WASI preview
 *     1</a>
 */
public final class WasiHost {

  /**
   * The version of this layer's behaviour, part of the runtime digest: any change that a guest can
   * see is a new one.
   */
  public static final String VERSION = "lilypad-wasi/1";

  private static final long[] NOTHING = {};

  private final Descriptor.Sink stdout;
  private final Descriptor.Sink stderr;
  private final SandboxFiles files;
  private final GuestClock clock;
  private final Map<String, WasiCall> calls = new HashMap<>();
  private final Transcript transcript = new Transcript();
  private long count;

  /**
   * @param arguments what {@code args_get} answers, the program's name first
   * @param streamLimit bytes that stdout and stderr may each hold
   */
  public WasiHost(
      List<String> arguments,
      SandboxFiles files,
      GuestClock clock,
      GuestRandom random,
      long streamLimit) {
    this.files = files;
    this.clock = clock;
    stdout = new Descriptor.Sink(new ByteArrayOutputStream(), streamLimit);
    stderr = new Descriptor.Sink(new ByteArrayOutputStream(), streamLimit);
    DescriptorTable descriptors = new DescriptorTable(files, stdout, stderr);
    new ProcessCalls(arguments, clock, random, descriptors).register(calls);
    new FileCalls(files, descriptors, clock).register(calls);
    new PathCalls(files, descriptors, clock).register(calls);
  }

  /**
   * All functions, for the engine. They throw {@link GuestExit} and {@link LimitReached} through
   * the guest's frames.
   */
  public ImportValues imports() {
    List<ImportFunction> functions = new ArrayList<>();
    calls.forEach((name, call) -> functions.add(function(name, call)));
    return ImportValues.builder().withFunctions(functions).build();
  }

  private HostFunction function(String name, WasiCall call) {
    FunctionType type = WasiSignatures.of(name).orElseThrow();
    boolean answers = !type.returns().isEmpty();
    return new HostFunction(
        WasiSignatures.MODULE,
        name,
        type,
        (instance, arguments) -> {
          Errno errno = answer(name, call, new GuestMemory(instance.memory()), arguments);
          return answers ? new long[] {errno.code()} : NOTHING;
        });
  }

  /** One call as the guest makes it. */
  Errno call(String name, GuestMemory memory, long... arguments) {
    WasiCall call = calls.get(name);
    if (call == null) {
      throw new IllegalArgumentException("expected a function of preview 1, got " + name);
    }
    return answer(name, call, memory, arguments);
  }

  private Errno answer(String name, WasiCall call, GuestMemory memory, long[] arguments) {
    count++;
    Errno errno = answer(call, memory, arguments);
    transcript.add(name, arguments, errno, clock.elapsed(), memory.pages());
    return errno;
  }

  private static Errno answer(WasiCall call, GuestMemory memory, long[] arguments) {
    try {
      call.apply(memory, arguments);
      return Errno.SUCCESS;
    } catch (WasiError e) {
      return e.errno();
    }
  }

  /** What the guest wrote to its standard output so far. */
  public byte[] stdout() {
    return stdout.kept().toByteArray();
  }

  /** What the guest wrote to its standard error so far. */
  public byte[] stderr() {
    return stderr.kept().toByteArray();
  }

  /** The guest's files. */
  public SandboxFiles files() {
    return files;
  }

  /** How many calls the guest made. */
  public long calls() {
    return count;
  }

  /** The root over all calls that came back. */
  public Hash32 transcript() {
    return transcript.root();
  }

  /** How far the logical clock has moved, in nanoseconds; 0 for an ambient one. */
  public long elapsed() {
    return clock.elapsed();
  }
}
