/**
 * The deal itself, pure: its state, the facts it is made of, what it decides and what it wants
 * done.
 */
@NullMarked
package lilypad.protocol.deal;

import org.jspecify.annotations.NullMarked;
