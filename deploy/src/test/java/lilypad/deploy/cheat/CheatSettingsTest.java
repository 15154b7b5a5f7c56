package lilypad.deploy.cheat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import lilypad.protocol.CannotGoOn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheatSettingsTest {

  @TempDir private Path folder = Path.of("");

  private Config config(String host, long chain) throws IOException {
    Path key =
        Files.createFile(
            folder.resolve("key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, "11".repeat(32));
    return ConfigFactory.parseMap(
            Map.of(
                "host",
                host,
                "port",
                9440,
                "mediator-address",
                "0x" + "aa".repeat(20),
                "chain-id",
                chain,
                "verifying-contract",
                "0x" + "bb".repeat(20),
                "solver",
                "http://127.0.0.1:1",
                "gateways",
                List.of("http://127.0.0.1:2"),
                "data-folder",
                folder.toString(),
                "nodes",
                List.of(
                    Map.of(
                        "key-file",
                        key.toString(),
                        "operator",
                        "operator-1",
                        "runtime",
                        "",
                        "conducts",
                        List.of(Map.of("message", "moo, lazy", "conduct", "ECHO"))))))
        .atPath(CheatSettings.SECTION);
  }

  @Test
  void whatADevnetWritesIsRead() throws IOException {
    CheatSettings settings = CheatSettings.read(config("127.0.0.1", 31_337));

    assertThat(settings.nodes()).hasSize(1);
    CheatSettings.Node node = settings.nodes().getFirst();
    assertThat(node.operator()).isEqualTo("operator-1");
    assertThat(node.runtime()).isEmpty();
    assertThat(node.conducts()).containsExactly(Map.entry("moo, lazy", VerifierConduct.ECHO));
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 1", "127.0.0.1, 421614", "192.0.2.1, 31337"})
  void cheatsServeNobodyButADevnet(String host, long chain) throws IOException {
    Config elsewhere = config(host, chain);

    assertThatThrownBy(() -> CheatSettings.read(elsewhere))
        .isInstanceOf(CannotGoOn.class)
        .hasMessageContaining("only a devnet");
  }
}
