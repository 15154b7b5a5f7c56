package lilypad.protocol.audit;

import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.sign.MalformedSignature;
import lilypad.protocol.sign.Signature;
import lilypad.protocol.sign.Signatures;
import lilypad.protocol.sign.Signer;
import lilypad.protocol.sign.SigningDomain;
import lilypad.protocol.sign.TreeHead;

/**
 * A tree head and the mediator's signature over it.
 *
 * @param signature 65 bytes (r, s, v) over the head's EIP-712 digest, as they were found: they need
 *     not be a signature
 */
public record SignedTreeHead(TreeHead head, Bytes signature) {

  /** Signs a head. */
  public static SignedTreeHead sign(TreeHead head, Signer signer, SigningDomain domain) {
    return new SignedTreeHead(head, head.sign(signer, domain).bytes());
  }

  /**
   * Whose key signed it.
   *
   * @throws MalformedSignature if nobody's can have
   */
  public Address signer(SigningDomain domain) {
    return Signatures.recover(head.digest(domain), new Signature(signature));
  }

  /** Whether this account's key signed it; bytes that are no signature are nobody's. */
  public boolean isSignedBy(Address account, SigningDomain domain) {
    try {
      return signer(domain).equals(account);
    } catch (MalformedSignature e) {
      return false;
    }
  }
}
