package lilypad.persistence.audit;

import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.DealKey;
import lilypad.protocol.sign.SigningDomain;

/**
 * What an exported file says of itself. The file's own word: the facts in it say the same, or they
 * contradict it.
 *
 * @param domain of the mediator's and the verifiers' signatures
 * @param signer the mediator's account
 * @param deal the one deal it is about; empty for the whole log
 * @param exportedAt seconds since 1970-01-01
 */
public record ExportScope(
    SigningDomain domain, Address signer, Optional<DealKey> deal, long exportedAt) {

  /** The version of the format that this build writes. */
  public static final int FORMAT = 1;
}
