/** The mediation service: how it is set up, started and stopped. */
@NullMarked
package lilypad.mediator;

import org.jspecify.annotations.NullMarked;
