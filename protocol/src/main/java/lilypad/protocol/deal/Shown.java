package lilypad.protocol.deal;

import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;

/** A result that a verifier showed, in time or not: what it had committed to, and signs for. */
public sealed interface Shown permits DealEvent.ResultRevealed, DealEvent.ResultShownLate {

  /** Of its seat. */
  int round();

  /** Its seat's opaque name. */
  Hash32 assignment();

  /** Who showed it. */
  Address verifier();

  /** The result. */
  Hash32 resultRoot();

  /** What the run did. */
  Hash32 executionRoot();

  /** What the commitment was hidden with. */
  Hash32 salt();

  /** The verifier's, over all of these and the runtime. */
  Bytes signature();

  /** What the run took. */
  long runMillis();
}
