package lilypad.persistence.audit;

import lilypad.protocol.Address;

/**
 * From where on which key was the mediator's, as the facts of a record state it.
 *
 * @param from the leaf that states it
 * @param signer the key's account
 * @param source what besides the file says that it is the mediator's
 */
public record SignerPeriod(long from, Address signer, Source source) {

  /** Who says so. */
  public enum Source {
    /** The auditor gave it. */
    GIVEN,
    /** A head that the auditor has from elsewhere: it vouches for the leaf that states the key. */
    HEAD,
    /** Nobody but the file. */
    FILE
  }
}
