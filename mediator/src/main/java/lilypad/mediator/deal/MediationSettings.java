package lilypad.mediator.deal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Function;
import lilypad.protocol.Address;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.Wei;
import lilypad.protocol.deal.ContractProfile;
import lilypad.protocol.deal.DealSettings;
import lilypad.protocol.deal.VerdictRoute;
import lilypad.protocol.rules.Adjudication;
import lilypad.protocol.rules.BeaconRule;
import lilypad.protocol.rules.Deterrence;
import lilypad.protocol.rules.Escalation;
import lilypad.protocol.rules.Pay;
import lilypad.protocol.rules.Poll;
import lilypad.protocol.rules.Probability;
import lilypad.protocol.rules.RefereeRule;
import lilypad.protocol.rules.ReputationRule;
import lilypad.protocol.rules.Rulebook;
import lilypad.protocol.rules.Sampling;
import lilypad.protocol.rules.SamplingRule;
import lilypad.protocol.settle.FinalityLevel;
import lilypad.protocol.sign.SigningDomain;
import lilypad.verifier.config.CheckedConfig;

/**
 * The part of a deal's settings that is configured; read from {@code lilypad.mediator.panel},
 * {@code .adjudication}, {@code .reputation}, {@code .beacon}, {@code .sampling} and {@code .pay},
 * documented in {@code reference.conf}. Times are seconds of chain time; {@link DealSettings} says
 * what each means.
 */
public record MediationSettings(
    Rulebook.Polling rulebook,
    int panel,
    int smallestPanel,
    long assembly,
    long commitWindow,
    long revealWindow,
    long margin,
    Pay.Terms pay) {

  private static final String MEDIATOR = "lilypad.mediator";

  /** More than anybody would ask. */
  private static final int MOST_SEATS = 1_001;

  /** How many answers dissent adds at least. */
  private static final int MORE = 2;

  /** Blocks; nobody waits longer for randomness. */
  private static final long MOST_DELAY = 1_000;

  private static final Probability HALF = Probability.of("0.5");

  /** Ten years, so that sums of times stay times. */
  private static final long LONGEST = 10L * 366 * 24 * 60 * 60;

  /**
   * Reads the keys below {@code mediator}.
   *
   * @param operators of the nodes on the roster
   * @throws ConfigException naming the key that is missing or wrong
   */
  public static MediationSettings read(
      Config mediator, Function<Address, Optional<String>> operators) {
    CheckedConfig all = CheckedConfig.of(mediator, MEDIATOR);
    CheckedConfig panel = all.below("panel");
    int size = panel.wholeInt("size", Adjudication.INDEPENDENT, MOST_SEATS - MORE);
    int smallest = panel.wholeInt("smallest", Adjudication.INDEPENDENT, size);
    return new MediationSettings(
        new Rulebook.Polling(
            parameters(panel, all.below("adjudication"), size, smallest),
            beacon(all.below("beacon")),
            reputation(all.below("reputation")),
            referee(all.below("adjudication.referee"), operators),
            sampling(all.below("sampling"))),
        size,
        smallest,
        panel.whole("assembly", 0, LONGEST),
        panel.whole("commit-window", 1, LONGEST),
        panel.whole("reveal-window", 1, LONGEST),
        panel.whole("margin", 1, LONGEST),
        pay(all.below("pay")));
  }

  private static Pay.Terms pay(CheckedConfig pay) {
    return new Pay.Terms(fraction(pay, "share"), amount(pay, "per-answer"), amount(pay, "budget"));
  }

  private static Wei amount(CheckedConfig section, String key) {
    String text = section.text(key);
    try {
      return new Wei(new BigInteger(text));
    } catch (NumberFormatException | MalformedValue e) {
      throw section.bad(key, "expected whole smallest units of the token from 0 on, got " + text);
    }
  }

  private static Poll.Parameters parameters(
      CheckedConfig panel, CheckedConfig rule, int size, int smallest) {
    int largest = panel.wholeInt("largest", size + MORE, MOST_SEATS);
    return new Poll.Parameters(
        Escalation.VERSION,
        size,
        smallest,
        largest,
        panel.wholeInt("seats", largest, MOST_SEATS),
        below(rule, "accept-error", HALF),
        below(rule, "reject-error", HALF),
        below(rule, "colluding", Probability.ONE),
        below(rule, "echoing", Probability.ONE));
  }

  private static BeaconRule beacon(CheckedConfig beacon) {
    String source = beacon.text("source");
    return new BeaconRule(
        switch (source) {
          case "prevrandao" -> BeaconRule.Source.PREVRANDAO;
          case "block-hash" -> BeaconRule.Source.BLOCK_HASH;
          default -> throw beacon.bad("source", "expected prevrandao or block-hash, got " + source);
        },
        beacon.whole("delay", 1, MOST_DELAY));
  }

  private static ReputationRule reputation(CheckedConfig reputation) {
    return new ReputationRule(
        below(reputation, "stranger-error", HALF), below(reputation, "doubt", HALF));
  }

  /** A rate of 0 is no rule at all. */
  private static Optional<SamplingRule> sampling(CheckedConfig sampling) {
    Probability rate = fraction(sampling, "rate");
    return rate.equals(Probability.ZERO)
        ? Optional.empty()
        : Optional.of(
            new SamplingRule(
                new Sampling.Parameters(
                    fraction(sampling, "trusted"), Sampling.Parameters.DEFAULT.delta(), rate),
                fraction(sampling, "provider-error"),
                amount(sampling, "gain"),
                amount(sampling, "honest-cost"),
                amount(sampling, "cheat-cost"),
                new Deterrence.Rates(
                    fraction(sampling, "detection"), fraction(sampling, "false-alarm")),
                sampling.whole("patience", 1, LONGEST)));
  }

  /** A node of the roster that judges and does not sit; none if no address is set. */
  private static Optional<RefereeRule> referee(
      CheckedConfig referee, Function<Address, Optional<String>> operators) {
    return referee
        .optionalAddress("address")
        .map(
            node ->
                new RefereeRule(
                    node,
                    operators
                        .apply(node)
                        .orElseThrow(
                            () ->
                                referee.bad(
                                    "address", "expected a node of verifiers.roster, got " + node)),
                    fraction(referee, "rate"),
                    referee.config().getBoolean("before-reject"),
                    referee.config().getBoolean("required")));
  }

  private static Probability fraction(CheckedConfig section, String key) {
    try {
      return Probability.of(section.text(key));
    } catch (MalformedValue e) {
      throw section.bad(key, String.valueOf(e.getMessage()));
    }
  }

  /** A fraction above 0 and below a limit. */
  private static Probability below(CheckedConfig section, String key, Probability limit) {
    Probability value = fraction(section, key);
    if (value.equals(Probability.ZERO) || value.compareTo(limit) >= 0) {
      throw section.bad(key, "expected a fraction above 0 and below " + limit + ", got " + value);
    }
    return value;
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
            rulebook,
            panel,
            smallestPanel,
            assembly,
            commitWindow,
            revealWindow,
            margin,
            level)
        .paying(pay);
  }
}
