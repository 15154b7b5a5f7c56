package lilypad.protocol.story;

import lilypad.protocol.deal.DealEvent;

/**
 * A fact and when the journal took it.
 *
 * @param recordedAt milliseconds since 1970-01-01 by the mediator's clock; 0 if the journal does
 *     not say
 */
public record RecordedFact(long recordedAt, DealEvent event) {}
