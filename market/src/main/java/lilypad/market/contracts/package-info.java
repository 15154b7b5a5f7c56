/** Our contracts on a chain: deploying them, funding accounts, and reading what they hold. */
@NullMarked
package lilypad.market.contracts;

import org.jspecify.annotations.NullMarked;
