/**
 * Following a chain's logs. The caller's journal is the cursor: the follower is a function from
 * what was recorded to the facts that come next.
 */
@NullMarked
package lilypad.chain.follow;

import org.jspecify.annotations.NullMarked;
