package lilypad.protocol.audit;

import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.sign.MalformedSignature;
import lilypad.protocol.sign.SigningDomain;

/**
 * Two heads of one size with two roots under one key: whoever holds both can show anybody that the
 * signer told two stories. It needs nothing else.
 *
 * @param domain of both signatures
 * @param signer whose key made them
 */
public record Equivocation(
    SigningDomain domain, Address signer, SignedTreeHead one, SignedTreeHead other) {

  /** Whether two heads prove that somebody equivocated. */
  public static Optional<Equivocation> between(
      SigningDomain domain, SignedTreeHead one, SignedTreeHead other) {
    if (one.head().size() != other.head().size() || one.head().root().equals(other.head().root())) {
      return Optional.empty();
    }
    try {
      Address signer = one.signer(domain);
      return other.isSignedBy(signer, domain)
          ? Optional.of(new Equivocation(domain, signer, one, other))
          : Optional.empty();
    } catch (MalformedSignature e) {
      return Optional.empty();
    }
  }
}
