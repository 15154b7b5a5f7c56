package lilypad.chain.send;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.math.BigInteger;
import java.util.Optional;
import lilypad.chain.rpc.Fees;
import lilypad.protocol.Wei;

/**
 * What to offer for gas and by how much to raise it. All percentages are whole; sums are rounded
 * up.
 *
 * @param gasMarginPercent added to the node's estimate of gas
 * @param baseFeeMultiple how many times the current base fee the first offer covers; 2 covers six
 *     full blocks in a row (EIP-1559 raises by at most 1/8 a block)
 * @param raisePercent by how much a replacement raises both fees; nodes want at least 10
 * @param maxFeeCap no offer goes above this many wei per gas
 */
public record FeePolicy(
    int gasMarginPercent, int baseFeeMultiple, int raisePercent, Wei maxFeeCap) {

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  public FeePolicy {
    if (gasMarginPercent < 0 || baseFeeMultiple < 1 || raisePercent < 10) {
      throw new IllegalArgumentException(
          "expected gas-margin-percent >= 0, base-fee-multiple >= 1 and raise-percent >= 10, got "
              + gasMarginPercent
              + ", "
              + baseFeeMultiple
              + " and "
              + raisePercent);
    }
  }

  /**
   * Reads the keys below {@code config}.
   *
   * @throws ConfigException if one is missing or out of range
   */
  public static FeePolicy from(Config config) {
    try {
      return new FeePolicy(
          config.getInt("gas-margin-percent"),
          config.getInt("base-fee-multiple"),
          config.getInt("raise-percent"),
          new Wei(new BigInteger(config.getString("max-fee-cap"))));
    } catch (IllegalArgumentException e) {
      throw new ConfigException.BadValue(
          config.origin(), "lilypad.chain.send", String.valueOf(e.getMessage()), e);
    }
  }

  /** The gas limit for an estimate. */
  public long gasLimit(long estimate) {
    return ceilPercent(BigInteger.valueOf(estimate), 100 + gasMarginPercent).longValueExact();
  }

  /** The first offer at today's price, within the cap. */
  public FeeBid first(Fees fees) {
    BigInteger tip = fees.tip().value();
    BigInteger fee = fees.baseFee().value().multiply(BigInteger.valueOf(baseFeeMultiple)).add(tip);
    return capped(fee, tip);
  }

  /**
   * The offer that replaces {@code old} at today's price: both fees raised by the raise or to
   * today's price, whichever is more. Empty if the cap leaves no room for the raise: then wait.
   */
  public Optional<FeeBid> replacement(FeeBid old, Fees fees) {
    FeeBid today = first(fees);
    BigInteger fee = raised(old.maxFee());
    BigInteger tip = raised(old.maxPriorityFee());
    if (fee.compareTo(maxFeeCap.value()) > 0 || tip.compareTo(maxFeeCap.value()) > 0) {
      return Optional.empty();
    }
    return Optional.of(
        capped(fee.max(today.maxFee().value()), tip.max(today.maxPriorityFee().value())));
  }

  /** Also a fee of nothing is raised: nodes want both fees of a replacement above the old ones. */
  private BigInteger raised(Wei old) {
    return ceilPercent(old.value(), 100 + raisePercent).max(old.value().add(BigInteger.ONE));
  }

  private FeeBid capped(BigInteger fee, BigInteger tip) {
    BigInteger cappedFee = fee.min(maxFeeCap.value());
    return new FeeBid(new Wei(cappedFee), new Wei(tip.min(cappedFee)));
  }

  private static BigInteger ceilPercent(BigInteger value, int percent) {
    BigInteger[] parts = value.multiply(BigInteger.valueOf(percent)).divideAndRemainder(HUNDRED);
    return parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
  }
}
