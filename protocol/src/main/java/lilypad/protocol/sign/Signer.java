package lilypad.protocol.sign;

import lilypad.protocol.Address;
import lilypad.protocol.Hash32;

/** Whoever holds a key: in this process, in a keystore or in another machine. */
public interface Signer {

  /** The account that the key controls. */
  Address address();

  /** Signs a 32-byte digest. */
  Signature sign(Hash32 digest);
}
