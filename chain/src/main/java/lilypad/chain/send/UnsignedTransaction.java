package lilypad.chain.send;

import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Wei;

/**
 * A transaction of type 2 (EIP-1559) with an empty access list, before it is signed.
 *
 * @param chainId the chain it is for (EIP-155)
 * @param nonce its place in the sender's sequence
 * @param to the account to call; empty to create a contract
 * @param data call data or init code
 * @param value coins to move
 * @param gasLimit most gas it may use
 * @param maxFee most wei per gas in all
 * @param maxPriorityFee most wei per gas for the block's producer; not above {@code maxFee}
 */
public record UnsignedTransaction(
    long chainId,
    long nonce,
    Optional<Address> to,
    Bytes data,
    Wei value,
    long gasLimit,
    Wei maxFee,
    Wei maxPriorityFee) {

  public UnsignedTransaction {
    if (maxPriorityFee.compareTo(maxFee) > 0) {
      throw new IllegalArgumentException(
          "expected a priority fee up to the fee " + maxFee + ", got " + maxPriorityFee);
    }
  }

  /** The same transaction at another price, to take the first one's place in the pool. */
  public UnsignedTransaction withFees(FeeBid bid) {
    return new UnsignedTransaction(
        chainId, nonce, to, data, value, gasLimit, bid.maxFee(), bid.maxPriorityFee());
  }

  /** The price it bids. */
  public FeeBid bid() {
    return new FeeBid(maxFee, maxPriorityFee);
  }
}
