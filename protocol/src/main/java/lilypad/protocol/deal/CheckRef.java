package lilypad.protocol.deal;

import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Hash32;

/**
 * A client's request for a check, as the chain tells it ({@code MediationRequested}).
 *
 * @param block the block it is in
 * @param transaction the transaction that caused it
 * @param logIndex its position in the block
 * @param mediator the mediator that was drawn
 */
public record CheckRef(BlockRef block, Hash32 transaction, int logIndex, Address mediator) {}
