package lilypad.persistence.audit;

import java.util.List;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.SignedTreeHead;
import lilypad.protocol.sign.MalformedSignature;
import lilypad.protocol.sign.SigningDomain;

/**
 * What an auditor relies on from outside the file.
 *
 * @param signers whose signatures count: the keys that the mediator had, one after the other;
 *     empty: whoever the file says the mediator is
 * @param head a head that was got another way
 */
public record Trust(List<Address> signers, Optional<KnownHead> head) {

  public Trust {
    signers = List.copyOf(signers);
  }

  /** Nothing from outside. */
  public static final Trust FILE_ONLY = new Trust(List.of(), Optional.empty());

  /** Whose key signed the known head, if its signature is known; nobody's if that is none. */
  Optional<Address> signerOfHead(SigningDomain domain) {
    return head.flatMap(KnownHead::signed)
        .flatMap(
            signed -> {
              try {
                return Optional.of(signed.signer(domain));
              } catch (MalformedSignature e) {
                return Optional.empty();
              }
            });
  }

  /**
   * A tree head that is known.
   *
   * @param signed with its signature, if that is known too: two that differ are a proof
   */
  public record KnownHead(long size, Hash32 root, Optional<SignedTreeHead> signed) {

    /** A head with its signature. */
    public static KnownHead of(SignedTreeHead head) {
      return new KnownHead(head.head().size(), head.head().root(), Optional.of(head));
    }
  }
}
