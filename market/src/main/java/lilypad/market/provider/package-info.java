/** The side of a deal that works: runs the job and posts the claim. */
@NullMarked
package lilypad.market.provider;

import org.jspecify.annotations.NullMarked;
