package lilypad.mediator.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Optional;
import lilypad.mediator.MediatorProcess;
import lilypad.mediator.panel.RosterSettings;
import lilypad.protocol.Address;
import lilypad.protocol.Wei;
import lilypad.protocol.rules.Pay;
import lilypad.protocol.rules.Probability;
import org.junit.jupiter.api.Test;

class PaySettingsTest {

  private static final String NODE = "0x00000000000000000000000000000000000000e1";
  private static final String PURSE = "0x00000000000000000000000000000000000000e2";

  private static Config config(String text) {
    return MediatorProcess.layered(ConfigFactory.parseString(text)).getConfig("lilypad.mediator");
  }

  private static Pay.Terms terms(String text) {
    return MediationSettings.read(config(text), node -> Optional.empty()).pay();
  }

  @Test
  void byDefaultAnswersAreWorthSomethingWhateverTheVerdict() {
    Pay.Terms terms = terms("");
    assertThat(terms.any()).isTrue();
    assertThat(Pay.each(terms, Wei.ofWhole(5), 5)).as("half of the fee").isEqualTo(half());
    assertThat(Pay.each(terms, Wei.ZERO, 3)).isGreaterThan(Wei.ZERO);
  }

  private static Wei half() {
    return new Wei(Wei.ofWhole(1).value().shiftRight(1));
  }

  @Test
  void whatIsConfiguredIsWhatIsPaid() {
    assertThat(
            terms("lilypad.mediator.pay { share = \"0.25\", per-answer = \"3\", budget = \"9\" }"))
        .isEqualTo(new Pay.Terms(Probability.of("0.25"), Wei.of(3), Wei.of(9)));
    assertThat(terms("lilypad.mediator.pay.budget = 0").any()).isFalse();
  }

  @Test
  void whatIsNoShareOrAmountIsRefusedByItsKey() {
    assertThatThrownBy(() -> terms("lilypad.mediator.pay.share = \"1.5\""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.mediator.pay.share");
    assertThatThrownBy(() -> terms("lilypad.mediator.pay.per-answer = \"0.5\""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.mediator.pay.per-answer");
    assertThatThrownBy(() -> terms("lilypad.mediator.pay.budget = \"-1\""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.mediator.pay.budget");
  }

  private static RosterSettings roster(String more) {
    return RosterSettings.read(
        config(
                "lilypad.mediator.verifiers.roster = [{ address = \"%s\", operator = ann%s }]"
                    .formatted(NODE, more))
            .getConfig("verifiers"));
  }

  @Test
  void aRosterByWhichTheMediatorPaysItselfIsRefusedByItsKey() {
    Address node = Address.fromHex(NODE);
    Address purse = Address.fromHex(PURSE);
    roster("").refusePaying(purse);
    roster(", payout = \"" + PURSE + "\"").refusePaying(node);
    assertThatThrownBy(() -> roster(", payout = \"" + PURSE + "\"").refusePaying(purse))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.mediator.verifiers.roster.payout")
        .hasMessageContaining(NODE)
        .hasMessageContaining("the mediator's own " + purse);
    assertThatThrownBy(() -> roster("").refusePaying(node))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("which is the node's own too");
  }

  @Test
  void aNodeIsPaidItselfUnlessTheRosterNamesAnotherAddress() {
    Address node = Address.fromHex(NODE);
    assertThat(roster("").payee(node)).isEqualTo(node);
    assertThat(roster(", payout = \"" + PURSE + "\"").payee(node))
        .isEqualTo(Address.fromHex(PURSE));
    assertThatThrownBy(() -> roster(", payout = \"0x12\""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("roster.payout");
    assertThatThrownBy(() -> roster(", payout = \"" + Address.ZERO + "\""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("zero");
  }
}
