package lilypad.protocol.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.rules.Profile;
import org.junit.jupiter.api.Test;

class ModuleManifestTest {

  private static final String COWSAY =
      """
      {
        "author": "somebody",
        "machine": {"cpu": 1000, "ram": 64},
        "profile": "wasm",
        "entry": "cowsay.wasm",
        "args": ["-e", "${Eyes}", "${Message}", "x${Message}"],
        "inputs": [{"name": "Message"}, {"name": "Eyes", "default": "oo"}]
      }
      """;

  @Test
  void aManifestIsRead() {
    assertThat(parse(COWSAY))
        .isEqualTo(
            new ModuleManifest(
                new ModuleManifest.Machine(1000, 64),
                Profile.DETERMINISTIC,
                Optional.empty(),
                "cowsay.wasm",
                List.of("-e", "${Eyes}", "${Message}", "x${Message}"),
                List.of(
                    new ModuleManifest.InputDeclaration("Message", Optional.empty()),
                    new ModuleManifest.InputDeclaration("Eyes", Optional.of("oo")))));
  }

  @Test
  void onlyArgumentsThatAreAnInputAsAWholeAreReplacedAndOnlyOnce() {
    assertThat(parse(COWSAY).arguments(Map.of("Message", "${Eyes} --help")))
        .isEqualTo(
            new ModuleManifest.Arguments.Resolved(
                List.of("-e", "oo", "${Eyes} --help", "x${Message}")));
    assertThat(parse(COWSAY).arguments(Map.of("Message", "", "Eyes", "^^")))
        .isEqualTo(new ModuleManifest.Arguments.Resolved(List.of("-e", "^^", "", "x${Message}")));
  }

  @Test
  void aJobWithUnknownOrWithoutRequiredInputsIsRefused() {
    assertThat(parse(COWSAY).arguments(Map.of("Message", "moo", "Tail", "~", "A", "")))
        .isEqualTo(new ModuleManifest.Arguments.UnknownInputs(List.of("A", "Tail")));
    assertThat(parse(COWSAY).arguments(Map.of("Eyes", "^^")))
        .isEqualTo(new ModuleManifest.Arguments.MissingInputs(List.of("Message")));
  }

  @Test
  void eachWayToBeMalformedIsNamedByItsPath() {
    refused("cowsay.wasm", "../cowsay.wasm", "$.entry: expected the plain name of a .wasm file");
    refused("\"wasm\"", "\"docker\"", "$.profile: expected \"wasm\" or \"wasm-ambient\"");
    refused("\"ram\": 64", "\"ram\": 0", "$.machine.ram: expected a number from 1");
    refused("\"cpu\": 1000", "\"cpu\": 1.5", "$.machine.cpu: expected a whole number");
    refused("\"${Eyes}\"", "\"${Ears}\"", "$.args[1]: expected an input out of [Eyes, Message]");
    refused("\"name\": \"Eyes\"", "\"name\": \"Message\"", "$.inputs: expected names that differ");
    refused("\"name\": \"Eyes\"", "\"name\": \"a b\"", "$.inputs[1].name: expected a name");
    refused("\"default\": \"oo\"", "\"default\": 1", "$.inputs[1].default: expected a text");
    refused("\"args\"", "\"arguments\"", "$.args: expected a value, got nothing");
  }

  @Test
  void anAmbientProfileIsTold() {
    assertThat(parse(COWSAY.replace("\"wasm\"", "\"wasm-ambient\"")).profile())
        .isEqualTo(Profile.AMBIENT);
  }

  @Test
  void aRuntimeIsNamedByItsDigestOrNotAtAll() {
    String digest = "0123456789abcdef".repeat(4);
    for (String text : List.of(digest, "0x" + digest, "0x" + digest.toUpperCase(Locale.ROOT))) {
      assertThat(parse(withRuntime("\"" + text + "\"")).runtime()).contains(Hash32.fromHex(digest));
    }
    assertThat(parse(withRuntime("null")).runtime()).isEmpty();
    for (String wrong :
        List.of(
            "\"\"",
            "\"latest\"",
            "\"" + digest + "00\"",
            "\"" + digest.substring(1) + "\"",
            "7",
            "[]")) {
      assertThatThrownBy(() -> parse(withRuntime(wrong)))
          .as(wrong)
          .isInstanceOf(MalformedJob.class)
          .hasMessageStartingWith("$.runtime: expected a ");
    }
  }

  private static String withRuntime(String json) {
    return COWSAY.replace("\"profile\"", "\"runtime\": " + json + ", \"profile\"");
  }

  private static void refused(String right, String wrong, String message) {
    assertThat(COWSAY).contains(right);
    assertThatThrownBy(() -> parse(COWSAY.replace(right, wrong)))
        .isInstanceOf(MalformedJob.class)
        .hasMessageStartingWith(message);
  }

  private static ModuleManifest parse(String json) {
    return ModuleManifest.parse(Bytes.of(json.getBytes(StandardCharsets.UTF_8)));
  }
}
