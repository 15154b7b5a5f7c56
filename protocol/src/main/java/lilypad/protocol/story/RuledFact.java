package lilypad.protocol.story;

import java.util.Optional;
import lilypad.protocol.deal.DealSettings;

/**
 * A fact and what the mediator decided by when it came about.
 *
 * @param settings empty if the record does not say
 */
public record RuledFact(RecordedFact fact, Optional<DealSettings> settings) {}
