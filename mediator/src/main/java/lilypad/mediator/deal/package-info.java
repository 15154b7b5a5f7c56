/** One actor per deal: persists what the rules decide and drives what the state wants done. */
@NullMarked
package lilypad.mediator.deal;

import org.jspecify.annotations.NullMarked;
