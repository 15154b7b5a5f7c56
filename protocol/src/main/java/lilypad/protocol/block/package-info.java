/**
 * What a block's hash commits to: header, ordered receipts and their logs' bloom, recomputed from
 * their parts (Ethereum's Yellow Paper, sections 4.3 and 4.4, and EIP-2718).
 */
@NullMarked
package lilypad.protocol.block;

import org.jspecify.annotations.NullMarked;
