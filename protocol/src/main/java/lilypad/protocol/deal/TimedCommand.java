package lilypad.protocol.deal;

/**
 * A command with the time at which it counts. Several for one deal go through one decision after
 * the other, each with its own time, and their facts are recorded together or not at all.
 */
public record TimedCommand(DealCommand command, ChainClock clock) {}
