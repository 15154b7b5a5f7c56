package lilypad.verifier.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import lilypad.protocol.Bytes;
import org.junit.jupiter.api.Test;

/** A guest may pass anything: every call ends in an error number, an exit or a limit. */
class HostileGuestTest {

  private static final long[] EDGES = {
    0,
    1,
    2,
    3,
    4,
    5,
    8,
    64,
    1023,
    65_504,
    65_535,
    65_536,
    65_537,
    -1,
    -8,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xFFFF_FFFFL,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  @Test
  void randomArgumentsNeverEscapeAsAFailureOfTheHost() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      WasiHost host = host();
      GuestMemory memory = noise(random);
      for (int i = 0; i < 2_000; i++) {
        List<String> names = List.copyOf(WasiSignatures.all().keySet());
        String name = names.get(random.nextInt(names.size()));
        long[] arguments = new long[WasiSignatures.of(name).orElseThrow().params().size()];
        for (int a = 0; a < arguments.length; a++) {
          arguments[a] =
              random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextInt(70_000);
        }
        try {
          assertThat(host.call(name, memory, arguments)).isNotNull();
        } catch (GuestExit | LimitReached expected) {
          host = host();
        } catch (RuntimeException e) {
          fail("seed " + seed + ": " + name + " of " + Arrays.toString(arguments), e);
        }
      }
    }
  }

  @Test
  void aPointerOutsideIsAFault() {
    WasiHost host = host();
    GuestMemory memory = new GuestMemory(new ByteArrayMemory(new MemoryLimits(1, 1)));

    assertThat(host.call("clock_time_get", memory, 0, 0, 65_529)).isEqualTo(Errno.FAULT);
    assertThat(host.call("clock_time_get", memory, 0, 0, 65_528)).isEqualTo(Errno.SUCCESS);
    assertThat(host.call("random_get", memory, 1, 65_536)).isEqualTo(Errno.FAULT);
    assertThat(host.call("random_get", memory, -1, 0xFFFF_FFFFL)).isEqualTo(Errno.FAULT);
    assertThat(host.call("args_sizes_get", memory, 0, -3)).isEqualTo(Errno.FAULT);
    assertThat(host.call("fd_write", memory, 1, 0, -1, 0)).isEqualTo(Errno.INVAL);
  }

  @Test
  void everyFunctionOfPreviewOneIsThere() {
    assertThat(host().imports().functionCount()).isEqualTo(WasiSignatures.all().size());
    assertThat(host().imports().functionCount()).isEqualTo(46);
  }

  private static WasiHost host() {
    LogicalClock clock = new LogicalClock();
    Map<String, Bytes> inputs = Map.of("a", Bytes.of("content".getBytes(StandardCharsets.UTF_8)));
    return new WasiHost(
        List.of("guest", "argument"),
        new SandboxFiles(new TreeMap<>(inputs), clock, 1 << 20),
        clock,
        GuestRandom.seeded(new byte[32]),
        1 << 20);
  }

  /** One page in which paths, vectors and subscriptions may be found by chance. */
  private static GuestMemory noise(Random random) {
    GuestMemory memory = new GuestMemory(new ByteArrayMemory(new MemoryLimits(1, 1)));
    byte[] bytes = new byte[65_536];
    for (int i = 0; i < bytes.length; i++) {
      int kind = random.nextInt(4);
      bytes[i] =
          (byte)
              (kind == 0
                  ? "a./\0\u00ff".charAt(random.nextInt(5))
                  : kind == 1 ? random.nextInt(256) : 0);
    }
    memory.write(0, bytes);
    return memory;
  }
}
