package lilypad.mediator.panel;

import java.util.function.UnaryOperator;
import lilypad.mediator.deal.DealPorts;
import lilypad.protocol.Address;

/**
 * What a verifier's account is paid out by.
 *
 * @param outbox sends the transfer
 * @param mediator from whose account; it is never paid itself: a transfer to oneself moves nothing
 * @param token whose tokens they are
 * @param payee who is paid for a verifier
 */
public record Cashier(
    DealPorts.Outbox outbox, Address mediator, Address token, UnaryOperator<Address> payee) {}
