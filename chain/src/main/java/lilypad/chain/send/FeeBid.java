package lilypad.chain.send;

import lilypad.protocol.Wei;

/**
 * What a transaction offers for gas, in wei per gas (EIP-1559).
 *
 * @param maxFee most in all
 * @param maxPriorityFee most for the block's producer
 */
public record FeeBid(Wei maxFee, Wei maxPriorityFee) {}
