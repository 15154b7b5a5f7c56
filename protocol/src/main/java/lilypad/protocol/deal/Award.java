package lilypad.protocol.deal;

import lilypad.protocol.Address;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;

/**
 * What one valid answer earns.
 *
 * @param round of its seat
 * @param amount in the token's smallest unit
 */
public record Award(int round, Hash32 assignment, Address verifier, Wei amount) {}
