/**
 * The other side of a deal, put together: one object that plays deals as a devnet or a test needs
 * them.
 */
@NullMarked
package lilypad.market;

import org.jspecify.annotations.NullMarked;
