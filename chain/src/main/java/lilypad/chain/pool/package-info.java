/**
 * Several endpoints of one chain as one chain: who is asked, who is believed, who is left out. It
 * works when it is asked; nothing runs by a timer of its own.
 */
@NullMarked
package lilypad.chain.pool;

import org.jspecify.annotations.NullMarked;
