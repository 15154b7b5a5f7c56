/** What the mediator has seen of the chain: the facts and the state of the intake, pure. */
@NullMarked
package lilypad.protocol.intake;

import org.jspecify.annotations.NullMarked;
