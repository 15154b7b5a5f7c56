/**
 * The signing key of a verifier or mediator at rest: its file, its password, and the data folder
 * that belongs to it.
 */
@NullMarked
package lilypad.verifier.key;

import org.jspecify.annotations.NullMarked;
