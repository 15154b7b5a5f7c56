/**
 * The panel's way to its verifier nodes: the gRPC gateway that they connect to, and the port
 * through which the mediator's actors hear and answer them. No actor types in here.
 */
@NullMarked
package lilypad.mediator.panel;

import org.jspecify.annotations.NullMarked;
