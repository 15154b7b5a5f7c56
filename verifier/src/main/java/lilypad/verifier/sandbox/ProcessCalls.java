package lilypad.verifier.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Arguments, environment, clocks, random bytes, polling and the end of the process. There is no
 * environment, no signal and no network.
 */
final class ProcessCalls {

  private static final int MAX_SUBSCRIPTIONS = 4096;
  private static final int SUBSCRIPTION = 48;
  private static final int EVENT = 32;
  private static final int CLOCK = 0;
  private static final int WRITE = 2;
  private static final int RANDOM_PART = 65_536;

  private final List<byte[]> arguments;
  private final GuestClock clock;
  private final GuestRandom random;
  private final DescriptorTable descriptors;

  ProcessCalls(
      List<String> arguments, GuestClock clock, GuestRandom random, DescriptorTable descriptors) {
    this.arguments =
        arguments.stream().map(text -> (text + "\0").getBytes(StandardCharsets.UTF_8)).toList();
    this.clock = clock;
    this.random = random;
    this.descriptors = descriptors;
  }

  void register(Map<String, WasiCall> calls) {
    calls.put("args_get", (memory, a) -> strings(memory, a[0], a[1], arguments));
    calls.put("args_sizes_get", (memory, a) -> sizes(memory, a[0], a[1], arguments));
    calls.put("environ_get", (memory, a) -> strings(memory, a[0], a[1], List.of()));
    calls.put("environ_sizes_get", (memory, a) -> sizes(memory, a[0], a[1], List.of()));
    calls.put("clock_res_get", this::resolution);
    calls.put("clock_time_get", this::time);
    calls.put("random_get", this::randomBytes);
    calls.put("poll_oneoff", this::poll);
    calls.put("sched_yield", (memory, a) -> {});
    calls.put(
        "proc_exit",
        (memory, a) -> {
          throw new GuestExit((int) a[0] & 0xFF);
        });
    calls.put("proc_raise", (memory, a) -> refuse(Errno.NOSYS));
    for (String name : List.of("sock_accept", "sock_recv", "sock_send", "sock_shutdown")) {
      calls.put(name, (memory, a) -> refuse(Errno.NOTSUP));
    }
  }

  private static void refuse(Errno errno) {
    throw new WasiError(errno);
  }

  private static void strings(GuestMemory memory, long pointers, long texts, List<byte[]> strings) {
    long pointer = pointers;
    long text = texts;
    for (byte[] string : strings) {
      memory.write(text, string);
      memory.writeInt(pointer, (int) text);
      pointer += 4;
      text += string.length;
    }
  }

  private static void sizes(GuestMemory memory, long count, long bytes, List<byte[]> strings) {
    memory.writeInt(count, strings.size());
    memory.writeInt(bytes, strings.stream().mapToInt(string -> string.length).sum());
  }

  private void resolution(GuestMemory memory, long[] a) {
    checkClock(a[0]);
    memory.writeLong(a[1], clock.resolution());
  }

  private void time(GuestMemory memory, long[] a) {
    checkClock(a[0]);
    memory.span(a[2], 8);
    memory.writeLong(a[2], (int) a[0] == 0 ? clock.realtime() : clock.monotonic());
  }

  /**
   * Realtime 0, monotonic 1, and the process's and the thread's CPU time, which is the monotonic
   * clock here.
   */
  private static void checkClock(long id) {
    if ((int) id < 0 || (int) id > 3) {
      throw new WasiError(Errno.INVAL);
    }
  }

  private void randomBytes(GuestMemory memory, long[] a) {
    GuestMemory.Span span = memory.span(a[0], a[1]);
    for (int done = 0; done < span.length(); ) {
      byte[] part = new byte[Math.min(RANDOM_PART, span.length() - done)];
      random.fill(part);
      memory.write(span.address() + (long) done, part);
      done += part.length;
    }
  }

  /**
   * Descriptors are ready at once. If only clocks are asked for, the earliest of them passes and is
   * the one event; time then stands at its end.
   */
  private void poll(GuestMemory memory, long[] a) {
    int count = (int) a[2];
    if (count <= 0 || count > MAX_SUBSCRIPTIONS) {
      throw new WasiError(Errno.INVAL);
    }
    memory.span(a[0], (long) count * SUBSCRIPTION);
    memory.span(a[1], (long) count * EVENT);
    memory.span(a[3], 4);
    ByteArrayOutputStream events = new ByteArrayOutputStream();
    long earliest = Long.MAX_VALUE;
    long sleeper = -1;
    for (int i = 0; i < count; i++) {
      long at = (a[0] & 0xFFFF_FFFFL) + (long) i * SUBSCRIPTION;
      int kind = memory.readByte(at + 8);
      if (kind == CLOCK) {
        int id = memory.readInt(at + 16);
        if (id < 0 || id > 3) {
          events.writeBytes(event(memory.readLong(at), Errno.INVAL, kind, 0));
        } else {
          long wait = until(memory, at, id);
          if (wait < earliest) {
            earliest = wait;
            sleeper = memory.readLong(at);
          }
        }
      } else if (kind <= WRITE) {
        events.writeBytes(ready(memory.readLong(at), memory.readInt(at + 16), kind));
      } else {
        throw new WasiError(Errno.INVAL);
      }
    }
    if (events.size() == 0) {
      clock.pass(earliest);
      events.writeBytes(event(sleeper, Errno.SUCCESS, CLOCK, 0));
    }
    memory.write(a[1], events.toByteArray());
    memory.writeInt(a[3], events.size() / EVENT);
  }

  /** How long until a clock subscription's time has come, in nanoseconds; never negative. */
  private long until(GuestMemory memory, long at, int id) {
    long timeout = memory.readLong(at + 24);
    boolean absolute = (memory.readShort(at + 40) & 1) != 0;
    long nanos = timeout < 0 ? Long.MAX_VALUE / 4 : timeout;
    if (!absolute) {
      return Math.min(nanos, Long.MAX_VALUE / 4);
    }
    long now = id == 0 ? clock.realtime() : clock.monotonic();
    return Math.clamp(nanos - now, 0, Long.MAX_VALUE / 4);
  }

  private byte[] ready(long userdata, int fd, int kind) {
    try {
      return switch (descriptors.get(fd)) {
        case Descriptor.OpenFile file ->
            event(
                userdata,
                Errno.SUCCESS,
                kind,
                kind == WRITE ? 1 : Math.max(file.file().size() - file.position(), 0));
        case Descriptor.Sink ignored -> event(userdata, Errno.SUCCESS, kind, kind == WRITE ? 1 : 0);
        case Descriptor.EmptyInput ignored -> event(userdata, Errno.SUCCESS, kind, 0);
        case Descriptor.OpenDirectory ignored -> event(userdata, Errno.BADF, kind, 0);
      };
    } catch (WasiError e) {
      return event(userdata, e.errno(), kind, 0);
    }
  }

  private static byte[] event(long userdata, Errno errno, int kind, long bytes) {
    return ByteBuffer.allocate(EVENT)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(userdata)
        .putShort((short) errno.code())
        .put((byte) kind)
        .position(16)
        .putLong(bytes)
        .array();
  }
}
