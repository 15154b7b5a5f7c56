/**
 * The Lilypad v2 contracts as records: their events, calls and return values, with hand-written
 * fixed-layout codecs of the Solidity ABI. Pure: bytes in, values out.
 */
@NullMarked
package lilypad.protocol.abi;

import org.jspecify.annotations.NullMarked;
