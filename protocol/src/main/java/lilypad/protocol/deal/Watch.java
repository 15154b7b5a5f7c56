package lilypad.protocol.deal;

import lilypad.protocol.Address;

/**
 * A client's appointment of a mediator that may ask for a check in its place, as the chain tells it
 * ({@code WatchmanAppointed}).
 *
 * @param watchman that mediator
 * @param controller the contract that takes its call
 */
public record Watch(Address watchman, Address controller) {}
