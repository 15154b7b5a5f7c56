package lilypad.mediator.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Optional;
import lilypad.mediator.panel.RosterSettings;
import lilypad.protocol.Address;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.RefereeRule;
import org.junit.jupiter.api.Test;

final class MediationSettingsTest {

  private static final String OWN = "0x000000000000000000000000000000000000000a";
  private static final String OTHER = "0x000000000000000000000000000000000000000b";
  private static final String ROSTER =
      "verifiers.roster = [{ address = \"%s\", operator = me, weight = 5 },"
              .formatted(OWN)
          + " { address = \"%s\", operator = alice, weight = 2 }]".formatted(OTHER);

  private static Config mediator(String more) {
    return ConfigFactory.parseString(more)
        .atPath("lilypad.mediator")
        .withFallback(ConfigFactory.parseResources("reference.conf"))
        .resolve()
        .getConfig("lilypad.mediator");
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
        .contains(
            new RefereeRule(Address.fromHex(OWN), "me", Probability.of("0.1"), true, true));
    assertThat(
            referee(
                set("address", OWN)
                    + set("rate", "0")
                    + "adjudication.referee { before-reject = false, required = false }"))
        .contains(
            new RefereeRule(Address.fromHex(OWN), "me", Probability.ZERO, false, false));
  }

  @Test
  void anErrorNamesTheKey() {
    assertThatThrownBy(
            () -> referee(set("address", "0x000000000000000000000000000000000000000c")))
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
