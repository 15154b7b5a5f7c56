/**
 * One EVM node over JSON-RPC: an own HTTP transport under web3j's typed requests, and the checked
 * answers that the rest of the house uses. Calls block; run them on virtual threads.
 */
@NullMarked
package lilypad.chain.rpc;

import org.jspecify.annotations.NullMarked;
