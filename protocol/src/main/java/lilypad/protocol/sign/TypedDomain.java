package lilypad.protocol.sign;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;

/**
 * A domain of EIP-712, with those members that its protocol uses.
 *
 * @param name of the protocol
 * @param version of the protocol
 * @param chainId of EIP-155
 * @param verifyingContract whom the signature is for
 * @param salt a last resort to tell protocols apart
 * @see <a href="https://eips.ethereum.org/EIPS/eip-712">EIP-712</a>
 */
public record TypedDomain(
    Optional<String> name,
    Optional<String> version,
    Optional<BigInteger> chainId,
    Optional<Address> verifyingContract,
    Optional<Hash32> salt) {

  /** The hash that separates this domain's signatures from all others. */
  public Hash32 separator() {
    List<TypedValue.Member> members = new ArrayList<>();
    name.ifPresent(v -> members.add(new TypedValue.Member("name", new TypedValue.Text(v))));
    version.ifPresent(v -> members.add(new TypedValue.Member("version", new TypedValue.Text(v))));
    chainId.ifPresent(
        v -> members.add(new TypedValue.Member("chainId", new TypedValue.Uint(256, v))));
    verifyingContract.ifPresent(
        v -> members.add(new TypedValue.Member("verifyingContract", new TypedValue.Account(v))));
    salt.ifPresent(v -> members.add(new TypedValue.Member("salt", new TypedValue.Word(v))));
    return new TypedValue.Struct("EIP712Domain", members).word();
  }
}
