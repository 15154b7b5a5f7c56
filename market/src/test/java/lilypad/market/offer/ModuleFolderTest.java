package lilypad.market.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import lilypad.protocol.Bytes;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.job.MalformedJob;
import lilypad.protocol.rules.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleFolderTest {

  @Test
  void aFolderOnDiskIsTheSameModuleAsTheBundledOne(@TempDir Path disk) throws IOException {
    ModuleFolder bundled = ModuleFolder.bundled("cowsay");
    for (Map.Entry<String, Bytes> file : bundled.files().files().entrySet()) {
      Files.write(disk.resolve(file.getKey()), file.getValue().toArray());
    }

    ModuleFolder read = ModuleFolder.read(disk);

    assertThat(read.cid()).isEqualTo(bundled.cid());
    assertThat(read.profile()).isEqualTo(Profile.DETERMINISTIC);
    assertThat(read.files().files()).containsKey("cowsay.wasm");
  }

  @Test
  void aJobCarriesWhatItsModuleNames() {
    JobRequest request = new JobRequest(ModuleFolder.bundled("clock"), new TreeMap<>());

    assertThat(request.job().profile()).isEqualTo(Profile.AMBIENT);
    assertThat(request.job().runtime())
        .isPresent()
        .isEqualTo(request.module().manifest().runtime());
    assertThat(new JobRequest(module(manifest("wasm")), new TreeMap<>()).job().runtime()).isEmpty();
  }

  @Test
  void whatTheManifestSaysOfDeterminismIsTaken() {
    assertThat(module(manifest("wasm")).profile()).isEqualTo(Profile.DETERMINISTIC);
    assertThat(module(manifest("wasm-ambient")).profile()).isEqualTo(Profile.AMBIENT);
  }

  @Test
  void aFolderWithoutAReadableManifestIsNoModule() {
    assertThatThrownBy(() -> new ModuleFolder("empty", FileTree.EMPTY))
        .isInstanceOf(MalformedValue.class)
        .hasMessageContaining("lilypad_module.json");
    assertThatThrownBy(() -> module("no JSON")).isInstanceOf(MalformedJob.class);
    assertThatThrownBy(() -> module(manifest("quantum"))).isInstanceOf(MalformedJob.class);
    assertThatThrownBy(() -> ModuleFolder.bundled("nothing")).isInstanceOf(MalformedValue.class);
  }

  private static String manifest(String profile) {
    return """
    {"machine": {"cpu": 1, "ram": 1}, "profile": "%s", "entry": "a.wasm", "args": [], "inputs": []}
    """
        .formatted(profile);
  }

  private static ModuleFolder module(String manifest) {
    TreeMap<String, Bytes> files = new TreeMap<>();
    files.put("lilypad_module.json", Bytes.of(manifest.getBytes(StandardCharsets.UTF_8)));
    return new ModuleFolder("test", FileTree.of(files));
  }
}
