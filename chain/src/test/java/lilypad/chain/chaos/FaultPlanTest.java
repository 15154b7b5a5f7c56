package lilypad.chain.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {

  private static Asked asked(String method, int parameter) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%d]}"
            .formatted(method, parameter);
    return Asked.read(FakeNode.JSON, body.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private static FaultPlan plan(long seed, double probability, int inARow) {
    FaultProfile mild = FaultProfile.named("mild");
    return new FaultPlan(
        seed, Optional.of(new FaultProfile("test", probability, inARow, mild.faults())), List.of());
  }

  /** What happens to so many exchanges of each of two methods, interleaved as told. */
  private static List<String> fates(FaultPlan plan, String first, String second) {
    List<String> ofFirst = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ofFirst.add(plan.next(asked(first, i)).map(c -> c.fault().kind().text()).orElse("none"));
      plan.next(asked(second, i));
    }
    return ofFirst;
  }

  @Test
  void theSeedAndTheMethodsOwnCountDecideWhateverElseIsAsked() {
    List<String> fates = fates(plan(7, 0.3, 2), "eth_call", "eth_chainId");

    assertThat(fates).contains("none").hasSizeGreaterThan(1);
    assertThat(fates(plan(7, 0.3, 2), "eth_call", "eth_getBalance")).isEqualTo(fates);
    assertThat(fates(plan(8, 0.3, 2), "eth_call", "eth_chainId")).isNotEqualTo(fates);
  }

  @Test
  void chanceIsAsOftenAsTheProfileSays() {
    FaultPlan plan = plan(1, 0.1, 100);
    long faults = 0;
    for (int i = 0; i < 5000; i++) {
      faults += plan.next(asked("eth_call", i)).isPresent() ? 1 : 0;
    }
    assertThat(faults).isBetween(400L, 600L);
  }

  @Test
  void aMethodGetsThroughAfterSoManyFaultsInARow() {
    FaultPlan plan = plan(1, 1, 3);
    List<Boolean> struck = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      struck.add(plan.next(asked("eth_call", i)).isPresent());
    }
    assertThat(struck).containsExactly(true, true, true, false, true, true, true, false);
  }

  @Test
  void aQuestionIsAnsweredAlthoughOthersOfItsMethodAreTheOnesThatGetThrough() {
    FaultPlan plan = plan(1, 1, 2);
    int asked = 0;
    boolean through = false;
    while (!through && asked < 10) {
      through = plan.next(asked("eth_call", 1)).isEmpty();
      asked++;
      plan.next(asked("eth_call", 100 + 2 * asked));
      plan.next(asked("eth_call", 101 + 2 * asked));
    }
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void theMildProfileHoldsNoLieAndTheHostileOneEveryFault() {
    FaultProfile mild = FaultProfile.named("mild");
    FaultProfile hostile = FaultProfile.named("hostile");

    assertThat(mild.faults()).noneMatch(weighted -> weighted.fault().kind().lie());
    assertThat(mild.faults())
        .filteredOn(weighted -> weighted.fault().kind() == FaultKind.STALE_HEAD)
        .allMatch(weighted -> weighted.fault().whole("blocks") <= 2);
    assertThat(kinds(hostile)).isEqualTo(Set.of(FaultKind.values()));
    assertThat(FaultProfile.names()).containsExactly("hostile", "mild");
  }

  private static Set<FaultKind> kinds(FaultProfile profile) {
    return profile.faults().stream()
        .map(weighted -> weighted.fault().kind())
        .collect(Collectors.toSet());
  }

  @Test
  void aScriptStatesExactFaults() {
    List<ScriptedFault> script =
        ScriptedFault.script(
            ConfigFactory.parseString(
                """
                faults = [
                  { method = eth_getLogs, after = 3, times = 2, fault = truncated, parameters { drop = 5 } }
                  { fault = cut }
                ]
                """));

    assertThat(script).hasSize(2);
    ScriptedFault first = script.getFirst();
    assertThat(first.method()).isEqualTo("eth_getLogs");
    assertThat(first.after()).isEqualTo(3);
    assertThat(first.times()).isEqualTo(2);
    assertThat(first.fault().kind()).isEqualTo(FaultKind.TRUNCATED);
    assertThat(first.fault().whole("drop")).isEqualTo(5);
    assertThat(script.get(1)).isEqualTo(new ScriptedFault("*", 0, 1, Fault.of(FaultKind.CUT)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "faults = [{ fault = explode }]",
        "faults = [{ }]",
        "faults = [{ fault = cut, often = 3 }]",
        "faults = [{ fault = cut, times = 0 }]",
        "faults = [{ fault = cut, parameters { drop = 1 } }]",
        "faults = [{ fault = truncated, parameters { drop = 0 } }]",
        "faults = [{ fault = truncated, parameters { drop = 1.5 } }]",
        "faults = [{ fault = delay, parameters { least = 2s, most = 1s } }]",
        "faults = [{ fault = half-open, parameters { patience = 0s } }]",
        "faults = [{ fault = rate-limit, parameters { form = loud } }]",
        "faults = [{ fault = server-error, parameters { status = 404 } }]",
        "faults = [{ fault = range-error, parameters { provider = nobody } }]",
        "other = 1"
      })
  void aScriptThatCannotBeMeantIsRefused(String text) {
    assertThatThrownBy(() -> ScriptedFault.script(ConfigFactory.parseString(text)))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void everyProvidersWordsCanBeSaid() {
    for (ProviderWords words : ProviderWords.values()) {
      assertThat(words.message(50, 0, 99)).isNotBlank().doesNotContain("%");
      assertThat(ProviderWords.of(words.text())).contains(words);
    }
  }

  @Test
  void secretsOfATargetAreNotShown() {
    URI target = URI.create("https://user:secret@node.example:8443/v2/secret?key=secret");

    assertThat(ChaosSettings.shown(target)).isEqualTo("https://node.example:8443");
    assertThat(ChaosSettings.socketOf(target))
        .isEqualTo(URI.create("wss://user:secret@node.example:8443/v2/secret?key=secret"));
    assertThatThrownBy(() -> ChaosSettings.socketOf(URI.create("ftp://user:secret@host/")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }
}
