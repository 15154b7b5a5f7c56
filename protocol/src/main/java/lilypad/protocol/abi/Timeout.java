package lilypad.protocol.abi;

import java.math.BigInteger;
import lilypad.protocol.Wei;

/**
 * One deadline of a deal.
 *
 * @param seconds length, any uint256: the parties choose it freely, so it may be absurd
 * @param collateral what the party in delay loses
 */
public record Timeout(BigInteger seconds, Wei collateral) {

  private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

  /**
   * @throws MalformedAbi if {@code seconds} is no uint256
   */
  public Timeout {
    if (seconds.signum() < 0 || seconds.bitLength() > 256) {
      throw new MalformedAbi("a time-out from 0 to 2^256 - 1 seconds", seconds.toString());
    }
  }

  /** A time-out of {@code seconds}. */
  public static Timeout of(long seconds, Wei collateral) {
    return new Timeout(BigInteger.valueOf(seconds), collateral);
  }

  /**
   * The last second at which the party is in time, if its turn began at {@code start} (seconds
   * since 1970): the contracts let others act when the chain's time is <em>after</em> it. A sum
   * above {@link Long#MAX_VALUE} is cut to that: such a deadline never comes.
   */
  public long deadline(long start) {
    return BigInteger.valueOf(start).add(seconds).min(LONGEST).longValueExact();
  }

  static Timeout read(AbiReader in) {
    return new Timeout(in.uint256(), in.wei());
  }

  AbiPart part() {
    return AbiPart.tuple(AbiPart.uint(seconds), AbiPart.wei(collateral));
  }
}
