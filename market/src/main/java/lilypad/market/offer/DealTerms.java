package lilypad.market.offer;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Timeout;
import lilypad.protocol.abi.Timeouts;
import lilypad.protocol.job.OfferPricing;

/**
 * What the parties of a deal agree on, besides the job. Amounts are whole tokens, as Lilypad's JSON
 * has them.
 *
 * @param instructionPrice for one instruction
 * @param paymentCollateral what the job creator puts down; caps what the provider is paid
 * @param resultsCollateralMultiple the provider's stake, as a multiple of the job's cost
 * @param mediationFee what a verdict earns
 * @param timeoutCollateral what provider and job creator each stake on their deadline
 * @param agree for the second party to agree, in the chain's time like all that follow
 * @param submitResults for the provider's claim, from the agreement
 * @param judgeResults for the job creator's judgement, from the claim
 * @param mediateResults for the verdict, from the check
 */
public record DealTerms(
    long instructionPrice,
    long paymentCollateral,
    long resultsCollateralMultiple,
    long mediationFee,
    long timeoutCollateral,
    Duration agree,
    Duration submitResults,
    Duration judgeResults,
    Duration mediateResults) {

  /** Lilypad's word for prices that are taken or left. */
  public static final String MODE = "FixedPrice";

  private static final String TERMS = "lilypad.market.terms.";

  /**
   * @throws IllegalArgumentException if anything is negative
   */
  public DealTerms {
    notNegative("instructionPrice", instructionPrice);
    notNegative("paymentCollateral", paymentCollateral);
    notNegative("resultsCollateralMultiple", resultsCollateralMultiple);
    notNegative("mediationFee", mediationFee);
    notNegative("timeoutCollateral", timeoutCollateral);
    notNegative("agree", agree.toSeconds());
    notNegative("submitResults", submitResults.toSeconds());
    notNegative("judgeResults", judgeResults.toSeconds());
    notNegative("mediateResults", mediateResults.toSeconds());
  }

  /**
   * Reads {@code lilypad.market.terms} of a whole configuration.
   *
   * @throws ConfigException naming the key's path, if one is missing or no such value
   */
  public static DealTerms from(Config config) {
    return new DealTerms(
        amount(config, "instruction-price"),
        amount(config, "payment-collateral"),
        amount(config, "results-collateral-multiple"),
        amount(config, "mediation-fee"),
        amount(config, "timeout-collateral"),
        seconds(config, "agree"),
        seconds(config, "submit-results"),
        seconds(config, "judge-results"),
        seconds(config, "mediate-results"));
  }

  /** The same with another time for the verdict. */
  public DealTerms withMediateResults(Duration time) {
    return new DealTerms(
        instructionPrice,
        paymentCollateral,
        resultsCollateralMultiple,
        mediationFee,
        timeoutCollateral,
        agree,
        submitResults,
        judgeResults,
        time);
  }

  /** The prices as offers name them. */
  public OfferPricing pricing() {
    return OfferPricing.of(
        instructionPrice, paymentCollateral, resultsCollateralMultiple, mediationFee);
  }

  /**
   * The time-outs as {@code agree} takes them: only the provider's claim and the job creator's
   * judgement carry a stake.
   */
  public Timeouts timeouts() {
    Wei stake = Wei.ofWhole(timeoutCollateral);
    return new Timeouts(
        Timeout.of(agree.toSeconds(), Wei.ZERO),
        Timeout.of(submitResults.toSeconds(), stake),
        Timeout.of(judgeResults.toSeconds(), stake),
        Timeout.of(mediateResults.toSeconds(), Wei.ZERO));
  }

  private static void notNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("expected " + name + " of at least 0, got " + value);
    }
  }

  private static long amount(Config config, String key) {
    String path = TERMS + key;
    long value = config.getLong(path);
    if (value < 0) {
      throw bad(config, path, "expected at least 0, got " + value);
    }
    return value;
  }

  private static Duration seconds(Config config, String key) {
    String path = TERMS + "timeouts." + key;
    Duration value = config.getDuration(path);
    if (value.isNegative() || !value.equals(Duration.ofSeconds(value.toSeconds()))) {
      throw bad(config, path, "expected whole seconds, got " + value);
    }
    return value;
  }

  private static ConfigException bad(Config config, String path, String what) {
    return new ConfigException.BadValue(config.getValue(path).origin(), path, what);
  }
}
