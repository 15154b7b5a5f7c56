/**
 * A proxy for JSON-RPC over HTTP and WebSocket that deals faults, by a script or by a seed: for
 * tests of whatever follows a chain or sends to it. See {@code docs/chaos.md}.
 */
@NullMarked
package lilypad.chain.chaos;

import org.jspecify.annotations.NullMarked;
