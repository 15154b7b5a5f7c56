package lilypad.chain.rpc;

import lilypad.protocol.Bytes;

/**
 * A contract refused.
 *
 * @param data the ABI-encoded revert data, empty if the node gives none
 * @param reason the reason in words: the text of {@code Error(string)}, the panic's code, or the
 *     node's own message
 */
public record Reverted(Bytes data, String reason)
    implements CallOutcome, ReadOutcome, GasEstimate {}
