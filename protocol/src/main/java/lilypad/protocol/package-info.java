/** Values that every module shares: addresses, hashes, amounts, blocks, logs and deal names. */
@NullMarked
package lilypad.protocol;

import org.jspecify.annotations.NullMarked;
