package lilypad.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ExpectationsTest {

  private static ScenarioReport report(List<String> broken) {
    return new ScenarioReport(
        ScenarioName.HONEST,
        Optional.of("deal"),
        "cowsay",
        Optional.empty(),
        List.of(),
        Optional.of("REJECT"),
        Optional.of("ACCEPT"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(MoneyMoved.whole(-15, 10, 5, 0)),
        OptionalLong.empty(),
        broken);
  }

  @Test
  void aReportIsOkOnlyIfNothingBroke() {
    Expectations expect = new Expectations();
    expect.equal("the answer", 42, 42);
    expect.holds("water is wet", true);
    assertThat(report(expect.broken()).ok()).isTrue();

    expect.equal("the verdict", "ACCEPT", "REJECT");
    assertThat(expect.broken()).containsExactly("expected the verdict to be ACCEPT, got REJECT");
    assertThat(report(expect.broken()).ok()).isFalse();
  }

  @Test
  void whatIsNotKnownIsNullInJson() throws Exception {
    var json = new ObjectMapper().readTree(report(List.of("broken")).json().toString());

    assertThat(json.path("ok").asBoolean()).isFalse();
    assertThat(json.path("chainState").isNull()).isTrue();
    assertThat(json.path("checkedToVerdictMillis").isNull()).isTrue();
    assertThat(json.path("moneyMoved").path("jobCreator").asText())
        .isEqualTo("-15000000000000000000");
  }

  @Test
  void amountsAreShownInWholeTokensAsShortAsTheyCanBe() {
    assertThat(MoneyMoved.whole(-15, 10, 5, 0))
        .hasToString("creator -15, provider 10, mediator 5, slashed 0");
  }

  @Test
  void scenariosAreFoundByTheNamesThatAreShown() {
    for (String text : ScenarioName.texts()) {
      assertThat(ScenarioName.of(text).orElseThrow().text()).isEqualTo(text);
    }
    assertThat(ScenarioName.of("none")).isEmpty();
  }
}
