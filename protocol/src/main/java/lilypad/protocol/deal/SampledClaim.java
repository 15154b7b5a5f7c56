package lilypad.protocol.deal;

import java.util.Optional;
import lilypad.protocol.BlockRef;
import lilypad.protocol.rules.Sampling;

/**
 * A claim that nobody had challenged when it was its turn to be chosen for a silent check.
 *
 * @param claim the block with the claim
 * @param choice what was decided; empty if the claim was not ours to check, or too old
 */
public record SampledClaim(BlockRef claim, Optional<Sampling.Decision> choice) {}
