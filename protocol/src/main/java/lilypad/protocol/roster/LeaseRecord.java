package lilypad.protocol.roster;

import java.util.Optional;
import lilypad.protocol.roster.VerifierEvent.Conclusion;

/**
 * What became of an assignment.
 *
 * @param end how it ended; empty while it runs
 * @param observed whether the verdict's word on it is in the node's record
 * @param credited whether what it earned is in the node's account
 */
public record LeaseRecord(Optional<Conclusion> end, boolean observed, boolean credited) {

  /** Just given. */
  public static final LeaseRecord OPEN = new LeaseRecord(Optional.empty(), false, false);

  LeaseRecord ended(Conclusion how) {
    return new LeaseRecord(Optional.of(how), observed, credited);
  }

  LeaseRecord seen() {
    return new LeaseRecord(end, true, credited);
  }

  LeaseRecord paid() {
    return new LeaseRecord(end, observed, true);
  }
}
