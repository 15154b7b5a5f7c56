package lilypad.protocol.abi;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.Keccak;

/**
 * How Lilypad's mediation contract draws the mediator of a checked deal: {@code
 * keccak256(abi.encodePacked(uint256 timestamp, string dealId)) mod n}. The job creator chooses the
 * second in which it asks, so it can choose the mediator: a fact to know, not a fair draw.
 */
public final class MediatorDraw {

  private MediatorDraw() {}

  /**
   * The mediator drawn for a check in a block of the given time.
   *
   * @param timestamp block time in seconds
   * @param mediators as the deal lists them
   * @throws IllegalArgumentException if there are none
   */
  public static Address chosen(long timestamp, DealId dealId, List<Address> mediators) {
    if (mediators.isEmpty()) {
      throw new IllegalArgumentException("expected at least one mediator, got none");
    }
    byte[] seed =
        Keccak.hash(
                AbiPart.uint(timestamp).toArray(), dealId.text().getBytes(StandardCharsets.UTF_8))
            .bytes()
            .toArray();
    BigInteger index = new BigInteger(1, seed).mod(BigInteger.valueOf(mediators.size()));
    return mediators.get(index.intValueExact());
  }
}
