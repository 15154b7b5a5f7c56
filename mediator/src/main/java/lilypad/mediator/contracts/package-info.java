/**
 * Which contracts the mediator serves: what is configured, and what they say when they are asked.
 */
@NullMarked
package lilypad.mediator.contracts;

import org.jspecify.annotations.NullMarked;
