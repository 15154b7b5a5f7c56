/** What is on offer before there is a deal: modules, jobs and terms. */
@NullMarked
package lilypad.market.offer;

import org.jspecify.annotations.NullMarked;
