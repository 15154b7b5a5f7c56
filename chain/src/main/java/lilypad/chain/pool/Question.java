package lilypad.chain.pool;

import java.util.function.Function;
import lilypad.chain.rpc.EvmChain;

/**
 * Something to ask an endpoint.
 *
 * @param method the JSON-RPC method, for evidence
 * @param parameters what is asked, in words
 * @param ask asks it
 */
record Question<T>(String method, String parameters, Function<EvmChain, T> ask) {}
