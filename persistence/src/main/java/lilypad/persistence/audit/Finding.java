package lilypad.persistence.audit;

import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.audit.Equivocation;

/** Something in an exported file that contradicts a head, a signature or the rules. */
public sealed interface Finding {

  /** In one line, with what was expected and what was found. */
  String words();

  /** A leaf's bytes do not have the hash that is recorded for it: the first such leaf. */
  record LeafContradicted(long index, Hash32 recorded, Hash32 found) implements Finding {
    @Override
    public String words() {
      return "leaf " + index + ": expected the recorded hash " + recorded + ", found " + found;
    }
  }

  /**
   * The leaves before a head do not make its root: one of them was changed, left out, put in or
   * moved.
   *
   * @param good leaves up to here are those of the last good head; 0 if there is none
   * @param bad the head's size
   */
  record HeadContradicted(long good, long bad, Hash32 expected, Hash32 found) implements Finding {
    @Override
    public String words() {
      return "leaves "
          + good
          + " to "
          + (bad - 1)
          + ", between the last good head and the first bad one: expected root "
          + expected
          + " of size "
          + bad
          + ", found "
          + found;
    }
  }

  /** A head that the mediator did not sign. */
  record HeadNotSigned(long size, Address expected, String found) implements Finding {
    @Override
    public String words() {
      return "head of size " + size + ": expected a signature of " + expected + ", found " + found;
    }
  }

  /**
   * From this leaf on the file says that the mediator has a key of which the auditor knows nothing.
   *
   * @param expected the one that was to come, or to stay
   */
  record SignerNotTrusted(long index, Address expected, Address found) implements Finding {
    @Override
    public String words() {
      return "leaf "
          + index
          + ": expected "
          + expected
          + " as the mediator's key from here on, found "
          + found
          + ", for which only the file vouches (if you know that key too, give --signer for each"
          + " key, in order)";
    }
  }

  /** The file has no leaf where a head says that there is one. */
  record LeavesMissing(long good, long expected, long found) implements Finding {
    @Override
    public String words() {
      return "leaves "
          + good
          + " to "
          + (expected - 1)
          + ", between the last good head and the first bad one: expected "
          + expected
          + " leaves, found "
          + found;
    }
  }

  /** Leaves that no head vouches for. */
  record NotCovered(long from, long to) implements Finding {
    @Override
    public String words() {
      return "leaves " + from + " to " + to + ": expected a head over them, found none";
    }
  }

  /** The file does not hang together; what comes after was not looked at. */
  record Broken(String where, String expected, String found) implements Finding {
    @Override
    public String words() {
      return where + ": expected " + expected + ", found " + found;
    }
  }

  /** A fact that cannot have come about by the rules. */
  record FactContradicted(long index, String owner, String what, String expected, String found)
      implements Finding {
    @Override
    public String words() {
      return "leaf "
          + index
          + ", "
          + owner
          + ", "
          + what
          + ": expected "
          + expected
          + ", found "
          + found;
    }
  }

  /** What a deal's payments moved is not what its terms and its outcome imply. */
  record MoneyContradicted(String deal, String expected, String found) implements Finding {
    @Override
    public String words() {
      return "deal " + deal + ", money: expected " + expected + ", found " + found;
    }
  }

  /** The chain tells something else than the record: what it tells was expected. */
  record ChainContradicted(String where, String expected, String found) implements Finding {
    @Override
    public String words() {
      return "chain, " + where + ": expected " + expected + ", found " + found;
    }
  }

  /** One key signed two heads of one size: this is the proof, and it needs nothing else. */
  record Equivocated(Equivocation proof) implements Finding {
    @Override
    public String words() {
      return "equivocation: "
          + proof.signer()
          + " signed root "
          + proof.one().head().root()
          + " and root "
          + proof.other().head().root()
          + " for size "
          + proof.one().head().size();
    }
  }
}
