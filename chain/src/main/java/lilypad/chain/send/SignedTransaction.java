package lilypad.chain.send;

import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;

/**
 * A signed transaction, ready for {@link lilypad.chain.rpc.EvmChain#send}.
 *
 * @param raw its bytes (EIP-2718)
 * @param hash its hash, which is its name on the chain
 */
public record SignedTransaction(Bytes raw, Hash32 hash) {}
