package lilypad.protocol.recheck;

import lilypad.protocol.journal.JournalSnapshot;

/**
 * How far the record was read once more.
 *
 * @param next the lowest block that was not
 * @param resumeAt from which of the intake's facts on such blocks are told
 */
public record RecheckState(long next, long resumeAt) implements JournalSnapshot {

  /** Nothing was. */
  public static final RecheckState NOTHING = new RecheckState(0, 1);

  /** The state after one more fact. Pure. */
  public RecheckState apply(RecheckEvent event) {
    return switch (event) {
      case RecheckEvent.RangeRechecked range -> new RecheckState(range.to() + 1, range.resumeAt());
      case RecheckEvent.EndpointDisproved disproved -> this;
    };
  }
}
