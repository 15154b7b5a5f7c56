/**
 * Signatures: secp256k1 keys, EIP-712 typed data, and the statements that verifiers and mediators
 * sign. Pure: a signature depends on key and digest alone (RFC 6979).
 */
@NullMarked
package lilypad.protocol.sign;

import org.jspecify.annotations.NullMarked;
