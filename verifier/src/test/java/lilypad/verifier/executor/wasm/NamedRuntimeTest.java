package lilypad.verifier.executor.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.Instance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.job.ModuleManifest;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.verifier.executor.ExecutionLimits;
import lilypad.verifier.executor.ExecutionOutcome.Abstained;
import org.junit.jupiter.api.Test;

/** What the runtime digest stands for, and modules that name one. */
class NamedRuntimeTest {

  private static final WasmSettings SETTINGS = WasmSettings.in(Path.of("unused"));

  /** Its children do not start. */
  private final WasmExecutor executor =
      new WasmExecutor(
          SETTINGS,
          heap -> {
            throw new AssertionError("expected no child");
          });

  @Test
  void aModuleThatNamesAnotherRuntimeIsNotRun() throws InterruptedException {
    Hash32 other = WasmExecutor.sha256("another runtime");

    assertThat(executor.run(TestModules.job(naming(other), "moo"), ExecutionLimits.DEFAULT))
        .isEqualTo(
            new Abstained(
                AbstentionReason.UNSUPPORTED_RUNTIME,
                "expected the runtime "
                    + other
                    + " that the module names, this one is "
                    + executor.runtimeDigest()));
  }

  private static FileTree naming(Hash32 runtime) {
    SortedMap<String, Bytes> files = new TreeMap<>(TestModules.folder("loop").files());
    String manifest =
        new String(
            TestModules.file(files, ModuleManifest.FILE_NAME).toArray(), StandardCharsets.UTF_8);
    files.put(
        ModuleManifest.FILE_NAME,
        TestModules.text(
            manifest.replace("\"profile\"", "\"runtime\": \"" + runtime + "\", \"profile\"")));
    return FileTree.of(files);
  }

  @Test
  void theDigestNamesTheEngineThatIsOnTheClassPath() throws IOException {
    Properties engine = new Properties();
    try (InputStream in =
        Objects.requireNonNull(
            Instance.class.getResourceAsStream(
                "/META-INF/maven/com.dylibso.chicory/runtime/pom.properties"))) {
      engine.load(in);
    }

    assertThat(WasmExecutor.ENGINE).isEqualTo("chicory/" + engine.getProperty("version"));
  }
}
