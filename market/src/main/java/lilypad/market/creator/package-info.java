/** The side of a deal that pays: offers a job, judges the result, asks for a check. */
@NullMarked
package lilypad.market.creator;

import org.jspecify.annotations.NullMarked;
