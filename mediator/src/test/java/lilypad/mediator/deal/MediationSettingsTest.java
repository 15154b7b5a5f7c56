package lilypad.mediator.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Optional;
import lilypad.mediator.panel.RosterSettings;
import lilypad.protocol.Address;
import lilypad.protocol.Wei;
import lilypad.protocol.rules.Deterrence;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.rules.Sampling;
import lilypad.protocol.rules.SamplingRule;
import org.junit.jupiter.api.Test;

class MediationSettingsTest {

  private static final String OWN = "0x000000000000000000000000000000000000000a";
  private static final String OTHER = "0x000000000000000000000000000000000000000b";
  private static final String ROSTER =
      "verifiers.roster = [{ address = \"%s\", operator = me, weight = 5 },".formatted(OWN)
          + " { address = \"%s\", operator = alice, weight = 2 }]".formatted(OTHER);

  private static Config mediator(String keys) {
    return ConfigFactory.parseString("lilypad.mediator { " + keys + " }")
        .withFallback(ConfigFactory.parseResources("reference.conf"))
        .resolve()
        .getConfig("lilypad.mediator");
  }

  private static Optional<SamplingRule> sampling(String keys) {
    return MediationSettings.read(mediator(keys), node -> Optional.empty()).rulebook().sampling();
  }

  @Test
  void nobodyIsCheckedUnaskedUnlessThatIsConfigured() {
    assertThat(sampling("")).isEmpty();
  }

  @Test
  void aShareOfAllClaimsNeedsOneKey() {
    assertThat(sampling("sampling.rate = \"0.25\""))
        .contains(SamplingRule.share(Probability.of("0.25"), 3_600));
  }

  @Test
  void everyNumberOfTheRuleIsConfigured() {
    assertThat(
            sampling(
                """
                sampling {
                  rate = "0.1", provider-error = "0.02", trusted = "0.04", gain = "50"
                  honest-cost = "7", cheat-cost = "3", detection = "0.99", false-alarm = "0.01"
                  patience = 60
                }
                """))
        .contains(
            new SamplingRule(
                new Sampling.Parameters(
                    Probability.of("0.04"), Probability.of("0.05"), Probability.of("0.1")),
                Probability.of("0.02"),
                Wei.of(50),
                Wei.of(7),
                Wei.of(3),
                new Deterrence.Rates(Probability.of("0.99"), Probability.of("0.01")),
                60));
  }

  @Test
  void whatIsNoNumberOfTheRuleIsRefusedByItsKey() {
    for (String key : new String[] {"rate", "provider-error", "gain", "detection"}) {
      String keys = "sampling.rate = \"1\"\nsampling." + key + " = \"much\"";
      assertThatThrownBy(() -> sampling(keys))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("sampling." + key);
    }
    assertThatThrownBy(() -> sampling("sampling.rate = \"1\"\nsampling.patience = 0"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sampling.patience");
  }

  private static RosterSettings roster(Config mediator) {
    return RosterSettings.read(mediator.getConfig("verifiers"));
  }

  private static Optional<RefereeRule> referee(String more) {
    Config mediator = mediator(ROSTER + "\n" + more);
    return MediationSettings.read(mediator, roster(mediator)::operator).rulebook().referee();
  }

  private static String set(String key, String value) {
    return "adjudication.referee." + key + " = \"" + value + "\"\n";
  }

  @Test
  void thereIsNoRefereeUnlessItsAddressIsSet() {
    assertThat(referee("")).isEmpty();
    assertThat(referee(set("rate", "1"))).isEmpty();
  }

  @Test
  void aRefereeIsANodeOfTheRosterAndRequiredUnlessSaidOtherwise() {
    assertThat(referee(set("address", OWN)))
        .contains(new RefereeRule(Address.fromHex(OWN), "me", Probability.of("0.1"), true, true));
    assertThat(
            referee(
                set("address", OWN)
                    + set("rate", "0")
                    + "adjudication.referee { before-reject = false, required = false }"))
        .contains(new RefereeRule(Address.fromHex(OWN), "me", Probability.ZERO, false, false));
  }

  @Test
  void anErrorNamesTheKey() {
    assertThatThrownBy(() -> referee(set("address", "0x000000000000000000000000000000000000000c")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.mediator.adjudication.referee.address")
        .hasMessageContaining("verifiers.roster");
    assertThatThrownBy(() -> referee(set("address", OWN) + set("rate", "1.5")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lilypad.mediator.adjudication.referee.rate");
  }

  /** Else no roster would ever be asked to its end, and dissent would need more than it can get. */
  @Test
  void aRefereesWeightCountsForNothing() {
    RosterSettings roster = roster(mediator(ROSTER));
    assertThat(roster.totalWeight()).isEqualTo(7);
    assertThat(roster.judgedBy(Optional.of(Address.fromHex(OWN))).totalWeight()).isEqualTo(2);
    assertThat(roster.judgedBy(Optional.of(Address.fromHex(OWN))).operator(Address.fromHex(OWN)))
        .as("it is admitted like any other")
        .contains("me");
  }
}
