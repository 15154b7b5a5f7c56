/** Canaries: jobs with known results, brought to the market at random times like any other job. */
@NullMarked
package lilypad.market.canary;

import org.jspecify.annotations.NullMarked;
