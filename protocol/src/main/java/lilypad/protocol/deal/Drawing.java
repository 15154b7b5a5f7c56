package lilypad.protocol.deal;

import lilypad.protocol.BlockRef;
import lilypad.protocol.Hash32;

/**
 * What a panel was drawn by, beside its candidates.
 *
 * @param beacon the block that the randomness is of
 * @param prevrandao that block's (EIP-4399); zero where the chain has none
 * @param rosterWeight of all operators that are admitted, connected or not
 * @param at chain time of the draw
 */
public record Drawing(BlockRef beacon, Hash32 prevrandao, long rosterWeight, long at) {}
