package lilypad.mediator.deal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import lilypad.protocol.Address;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.VerdictRoute;
import lilypad.protocol.rules.Adjudication;
import lilypad.protocol.rules.Tally;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.sign.SigningDomain;
import lilypad.verifier.config.CheckedConfig;

/**
 * The part of a deal's settings that is configured; read from {@code lilypad.mediator.panel} and
 * {@code lilypad.mediator.adjudication}, documented in {@code reference.conf}. Times are seconds of
 * chain time; {@link DealSettings} says what each means.
 */
public record MediationSettings(
    Tally.Parameters parameters,
    int panel,
    int smallestPanel,
    long assembly,
    long commitWindow,
    long revealWindow,
    long margin) {

  private static final String MEDIATOR = "lilypad.mediator";

  /** Ten years, so that sums of times stay times. */
  private static final long LONGEST = 10L * 366 * 24 * 60 * 60;

  /**
   * Reads the keys below {@code mediator}.
   *
   * @throws ConfigException naming the key that is missing or wrong
   */
  public static MediationSettings read(Config mediator) {
    CheckedConfig panel = CheckedConfig.of(mediator, MEDIATOR).below("panel");
    CheckedConfig rule = CheckedConfig.of(mediator, MEDIATOR).below("adjudication");
    int size = panel.wholeInt("size", Adjudication.INDEPENDENT, Tally.Parameters.MOST_VOTES);
    return new MediationSettings(
        new Tally.Parameters(
            rule.wholeInt("odds", Tally.Parameters.LEAST_ODDS, Tally.Parameters.MOST_ODDS),
            credibility(rule, "accept-above"),
            credibility(rule, "reject-above"),
            panel.wholeInt("largest", size, Tally.Parameters.MOST_VOTES)),
        size,
        panel.wholeInt("smallest", Adjudication.INDEPENDENT, size),
        panel.whole("assembly", 0, LONGEST),
        panel.whole("commit-window", 1, LONGEST),
        panel.whole("reveal-window", 1, LONGEST),
        panel.whole("margin", 1, LONGEST));
  }

  private static int credibility(CheckedConfig rule, String key) {
    return rule.wholeInt(
        key, Tally.Parameters.LEAST_CREDIBILITY, Tally.Parameters.MOST_CREDIBILITY);
  }

  /** What deals are decided by, with what the chain and the key say. */
  public DealSettings deal(
      Address signer,
      ContractProfile profile,
      VerdictRoute route,
      SigningDomain domain,
      FinalityLevel level) {
    return new DealSettings(
        signer,
        profile,
        route,
        domain,
        parameters,
        panel,
        smallestPanel,
        assembly,
        commitWindow,
        revealWindow,
        margin,
        level);
  }
}
