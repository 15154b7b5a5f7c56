/**
 * The verifier node: its session with the mediator, the leases that it runs, and the answers that
 * it stands by after a crash.
 */
@NullMarked
package lilypad.verifier.node;

import org.jspecify.annotations.NullMarked;
