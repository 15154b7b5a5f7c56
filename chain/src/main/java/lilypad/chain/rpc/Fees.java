package lilypad.chain.rpc;

import lilypad.protocol.Wei;

/**
 * The price of gas now (EIP-1559), in wei per gas.
 *
 * @param baseFee the latest block's base fee
 * @param tip the priority fee that the node suggests
 */
public record Fees(Wei baseFee, Wei tip) {}
