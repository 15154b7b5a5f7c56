/**
 * Merkle trees of RFC 9162, section 2.1: their roots, and the proofs that a leaf is in one and that
 * one grew out of another. Pure; the hashes are SHA-256.
 */
@NullMarked
package lilypad.protocol.merkle;

import org.jspecify.annotations.NullMarked;
