package lilypad.persistence.cassandra.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Java17Test {

  @TempDir Path folder;

  private Path home(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    assertThat(Files.createFile(java).toFile().setExecutable(true)).isTrue();
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  @Test
  void theFirstOfVersion17IsTaken() throws IOException {
    Path newer = home("a", "21.0.4");
    Path older = home("b", "1.8.0_17");
    Path right = home("c", "17.0.15");
    Path bare = home("d", "17");
    assertThat(Java17.find(List.of(folder.resolve("none"), newer, older, right, bare)))
        .contains(right.resolve("bin").resolve("java"));
    assertThat(Java17.find(List.of(newer, bare))).contains(bare.resolve("bin").resolve("java"));
    assertThat(Java17.find(List.of(newer, older))).isEmpty();
  }
}
