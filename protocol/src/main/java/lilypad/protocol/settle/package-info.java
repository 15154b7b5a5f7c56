/** The wallet's outbox, pure: intents, signed transactions and their fate. */
@NullMarked
package lilypad.protocol.settle;

import org.jspecify.annotations.NullMarked;
