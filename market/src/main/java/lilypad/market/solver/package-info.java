/** Matches offers into deals and tells the world about them, in the shape of Lilypad's solver. */
@NullMarked
package lilypad.market.solver;

import org.jspecify.annotations.NullMarked;
