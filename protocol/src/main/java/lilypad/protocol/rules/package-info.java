/**
 * The rules of the game: pure, versioned functions from recorded inputs to decisions. Released
 * versions are never deleted or changed; mediator and auditor run the same code. Numbers are
 * integers, fixed point or {@link StrictMath}, so that a replay on another machine gives the same
 * bytes.
 */
@NullMarked
package lilypad.protocol.rules;

import org.jspecify.annotations.NullMarked;
