package lilypad.verifier.executor.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The committed binary of the job cowsay. */
class CowsayModuleTest {

  @Test
  void theCommittedBytesAreThoseThatTheRecipePrinted()
      throws IOException, NoSuchAlgorithmException {
    Path recorded =
        Path.of(System.getProperty("lilypad.root"))
            .resolve("market/src/main/jobs/cowsay/cowsay.wasm.sha256");
    byte[] wasm = TestModules.file(TestModules.cowsay().files(), "cowsay.wasm").toArray();

    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(wasm)))
        .isEqualTo(Files.readString(recorded).strip());
  }

  @Test
  void itIsOneThatTheRuntimeMayRun() {
    assertThatCode(
            () ->
                ModuleValidation.check(
                    TestModules.file(TestModules.cowsay().files(), "cowsay.wasm").toArray()))
        .doesNotThrowAnyException();
  }
}
