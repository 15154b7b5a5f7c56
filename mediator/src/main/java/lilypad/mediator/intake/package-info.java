/** The chain's blocks become facts and reach their deals, exactly once and in order. */
@NullMarked
package lilypad.mediator.intake;

import org.jspecify.annotations.NullMarked;
