package lilypad.protocol.sign;

import java.math.BigInteger;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;

/**
 * The domain of all statements of the mediator's protocol: EIP-712 with the name {@value #NAME} and
 * version {@value #VERSION}.
 *
 * @param chainId of the chain whose deals are mediated
 * @param verifyingContract the deployment's storage contract
 */
public record SigningDomain(long chainId, Address verifyingContract) {

  /** The domain's name. */
  public static final String NAME = "Lilypad Mediator";

  /** The domain's version. */
  public static final String VERSION = "1";

  /**
   * @throws MalformedValue if the chain id is not positive
   */
  public SigningDomain {
    if (chainId <= 0) {
      throw new MalformedValue("a positive chain id", Long.toString(chainId));
    }
  }

  /** A domain and its hash, which every signature and every check of one needs. */
  private record Known(SigningDomain domain, Hash32 separator) {}

  /** The one that was asked for last: a process has few, most have one. */
  private static volatile Optional<Known> last = Optional.empty();

  /** The domain's hash. */
  public Hash32 separator() {
    Optional<Known> known = last;
    if (known.isPresent() && known.get().domain().equals(this)) {
      return known.get().separator();
    }
    Hash32 separator = hashed();
    last = Optional.of(new Known(this, separator));
    return separator;
  }

  private Hash32 hashed() {
    return new TypedDomain(
            Optional.of(NAME),
            Optional.of(VERSION),
            Optional.of(BigInteger.valueOf(chainId)),
            Optional.of(verifyingContract),
            Optional.empty())
        .separator();
  }
}
