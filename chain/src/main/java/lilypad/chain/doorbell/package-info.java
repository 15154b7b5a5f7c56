/**
 * Hearing that the chain moved, sooner than by asking. Nothing that is heard is believed: it only
 * says when to ask.
 */
@NullMarked
package lilypad.chain.doorbell;

import org.jspecify.annotations.NullMarked;
