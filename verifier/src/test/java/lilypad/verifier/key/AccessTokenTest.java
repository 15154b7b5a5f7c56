package lilypad.verifier.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import lilypad.protocol.CannotGoOn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokenTest {

  @TempDir Path folder;

  @Test
  void itIsMadeOnceForItsOwnerAloneAndStaysTheSame() throws IOException {
    Path data = folder.resolve("data");
    AccessToken made = AccessToken.open(data);
    Path file = data.resolve("operator-token");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String text = Files.readString(file).strip();
    assertThat(text).hasSize(64);
    assertThat(AccessToken.open(data).matches(text)).isTrue();
    assertThat(AccessToken.read(data).header()).isEqualTo("Bearer " + text);
    assertThat(made.matches(text.substring(1))).isFalse();
    assertThat(made.matches("")).isFalse();
    assertThat(made.toString()).doesNotContain(text);
  }

  @Test
  void oneThatOthersCanReadIsRefusedAndOneThatIsNotThereIsNamed() throws IOException {
    assertThatThrownBy(() -> AccessToken.read(folder))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("operator-token");
    AccessToken.open(folder);
    Files.setPosixFilePermissions(
        folder.resolve("operator-token"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> AccessToken.open(folder)).isInstanceOf(CannotGoOn.class);
  }
}
