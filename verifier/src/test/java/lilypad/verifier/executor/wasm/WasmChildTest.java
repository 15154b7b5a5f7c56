package lilypad.verifier.executor.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the child does with a module, run in this process. */
class WasmChildTest {

  /**
   * Every line is a promise: arguments, no environment, no terminal, the clock, the seeded bytes,
   * sorted folders, no way out.
   */
  private static final String PROBE =
      """
      arg 0: probe
      arg 1: moo
      environment: empty
      tty: 0 0 0
      stdin: -1
      realtime: 1704067200.001000000
      an hour later: 1704070800.002000000
      monotonic: 3600.003000000
      random: 5a97f2515d528cf2766606f1509645186e40c54c983a897fb3a343c79514fd34400bca096922a12b
      list /inputs: .(3) ..(3) Message(4) data(3)
      input: moo
      write /inputs/new: errno 69
      write /inputs/Message: errno 69
      unlink input: -1 errno 69
      open 3 ../etc/passwd: 76
      open 3 ../../../../etc/passwd: 76
      open 4 /etc/passwd: 76
      open 4 sub/../../inputs/Message: 44
      fopen /etc/passwd: refused errno 76
      symlink: -1
      list /outputs: .(3) ..(3) apple(4) sub(3) void(3) é(4)
      list /outputs/sub: .(3) ..(3) file(4) moved(4)
      rmdir sub: -1 errno 55
      stat: size 8 ino 12 mode 100000 mtime 1704070800.003000000 nlink 1
      size after hole: 5
      """;

  @Test
  void theProbeSeesOnlyTheSandbox() {
    ChildAnswer.Finished finished = finished("probe");

    assertThat(text(finished.stdout())).isEqualTo(PROBE);
    assertThat(text(finished.stderr())).isEqualTo("to stderr\n");
    assertThat(finished.exitCode()).isEqualTo(3);
    assertThat(finished.files())
        .containsOnlyKeys("apple", "sub/file", "sub/moved", "void/", "\u00e9");
    assertThat(text(TestModules.file(finished.files(), "sub/file"))).isEqualTo("one\ntwo\n");
    assertThat(finished.files().get("apple"))
        .isEqualTo(Bytes.of((byte) 'a', (byte) 0, (byte) 0, (byte) 'b', (byte) 0));
  }

  @Test
  void twoRunsGiveTheSameAnswer() {
    assertThat(run("probe", 64)).isEqualTo(run("probe", 64));
  }

  @Test
  void onlyAnAmbientJobHasRealEntropy() {
    assertThat(run("random", 64)).isEqualTo(run("random", 64));
    assertThat(WasmChild.run(request("random", 64, true)))
        .isNotEqualTo(WasmChild.run(request("random", 64, true)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"trap-unreachable", "trap-divide", "trap-bounds", "trap-indirect"})
  void aTrapIsAResultThatDoesNotDependOnTheEngine(String module) {
    ChildAnswer.Finished finished = finished(module);

    assertThat(finished.exitCode()).isEqualTo(134);
    assertThat(text(finished.stderr())).isEqualTo("lilypad: the module trapped\n");
  }

  @Test
  void whatWasWrittenBeforeATrapIsKept() {
    assertThat(text(finished("trap-unreachable").stdout())).isEqualTo("before\n");
  }

  @Test
  void anExitCodeIsAResult() {
    assertThat(finished("exit-seven").exitCode()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "unknown-import, env.system",
    "wrong-type, fd_write",
    "simd, V128",
    "threads, ''",
    "memory64, ''",
    "no-start, _start"
  })
  void aModuleThatWeMayNotRunIsRefused(String module, String named) {
    assertThat(run(module, 64))
        .isInstanceOfSatisfying(
            ChildAnswer.Stopped.class,
            stopped -> {
              assertThat(stopped.reason()).isEqualTo("MODULE_INVALID");
              assertThat(stopped.detail()).contains(named);
            });
  }

  @Test
  void garbageIsNoModule() {
    ChildRequest request =
        new ChildRequest(
            Bytes.of(new byte[] {1, 2, 3}),
            List.of(),
            new TreeMap<>(),
            TestModules.SEED,
            false,
            1 << 20,
            1 << 20);

    assertThat(WasmChild.run(request))
        .isInstanceOfSatisfying(
            ChildAnswer.Stopped.class,
            stopped -> assertThat(stopped.reason()).isEqualTo("MODULE_INVALID"));
  }

  @Test
  void endlessOutputIsALimitOfTheNode() {
    assertThat(run("flood", 64))
        .isEqualTo(
            new ChildAnswer.Stopped(
                "NODE_LIMIT", "stdout or stderr: limit 1048576 bytes, asked for 1114112"));
  }

  @Test
  void endlessRecursionIsNoResult() {
    assertThat(run("deep", 64))
        .isInstanceOfSatisfying(
            ChildAnswer.Stopped.class,
            stopped -> assertThat(stopped.reason()).isEqualTo("HOST_STACK"));
  }

  @Test
  void aModuleThatBeginsWithMoreMemoryThanWeGiveIsNotRun() {
    assertThat(run("large", 64))
        .isInstanceOfSatisfying(
            ChildAnswer.Stopped.class, stopped -> assertThat(stopped.reason()).isEqualTo("MEMORY"));
  }

  private static ChildAnswer.Finished finished(String module) {
    return (ChildAnswer.Finished) run(module, 64);
  }

  private static ChildAnswer run(String module, int mebibytes) {
    return WasmChild.run(request(module, mebibytes, false));
  }

  private static ChildRequest request(String module, int mebibytes, boolean ambient) {
    SortedMap<String, Bytes> inputs = new TreeMap<>();
    inputs.put("Message", Bytes.of("moo".getBytes(StandardCharsets.UTF_8)));
    inputs.put("data/table.csv", Bytes.of("1,2\n".getBytes(StandardCharsets.UTF_8)));
    return new ChildRequest(
        TestModules.wasm(module),
        List.of(module, "moo"),
        inputs,
        TestModules.SEED,
        ambient,
        (long) mebibytes << 20,
        1 << 20);
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.UTF_8);
  }
}
