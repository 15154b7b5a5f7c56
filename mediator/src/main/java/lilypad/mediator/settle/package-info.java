/** The wallet: intents become transactions that take effect once. */
@NullMarked
package lilypad.mediator.settle;

import org.jspecify.annotations.NullMarked;
