package lilypad.verifier.executor.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import lilypad.protocol.job.ModuleManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The committed binaries of the jobs. */
class BundledModulesTest {

  private static final Path JOBS =
      Path.of(System.getProperty("lilypad.root")).resolve("market/src/main/jobs");

  @ParameterizedTest
  @ValueSource(strings = {"clock", "cowsay", "digits", "jellyfish"})
  void theCommittedBytesAreThoseThatTheRecipePrinted(String name)
      throws IOException, NoSuchAlgorithmException {
    byte[] wasm = TestModules.file(TestModules.bundled(name).files(), name + ".wasm").toArray();

    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(wasm)))
        .isEqualTo(Files.readString(JOBS.resolve(name).resolve(name + ".wasm.sha256")).strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"clock", "cowsay", "digits", "jellyfish"})
  void eachIsOneThatTheRuntimeMayRun(String name) {
    var files = TestModules.bundled(name).files();
    ModuleManifest manifest =
        ModuleManifest.parse(TestModules.file(files, ModuleManifest.FILE_NAME));

    assertThatCode(
            () -> ModuleValidation.check(TestModules.file(files, manifest.entry()).toArray()))
        .doesNotThrowAnyException();
  }

  /** Red after a change of the runtime: the manifests then have to name the new one. */
  @ParameterizedTest
  @ValueSource(strings = {"clock", "cowsay", "digits", "jellyfish"})
  void eachNamesTheRuntimeOfThisBuild(String name) {
    ModuleManifest manifest =
        ModuleManifest.parse(
            TestModules.file(TestModules.bundled(name).files(), ModuleManifest.FILE_NAME));

    assertThat(manifest.runtime())
        .contains(new WasmExecutor(WasmSettings.in(Path.of("unused"))).runtimeDigest());
  }

  @Test
  void everyJobIsTestedHere() throws IOException {
    try (Stream<Path> jobs = Files.list(JOBS)) {
      assertThat(jobs.filter(Files::isDirectory).map(job -> String.valueOf(job.getFileName())))
          .containsExactlyInAnyOrder("clock", "cowsay", "digits", "jellyfish");
    }
  }
}
