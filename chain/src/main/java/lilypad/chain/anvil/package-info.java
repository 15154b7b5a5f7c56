/** A real EVM for devnet and tests: the pinned Anvil as a child process. */
@NullMarked
package lilypad.chain.anvil;

import org.jspecify.annotations.NullMarked;
