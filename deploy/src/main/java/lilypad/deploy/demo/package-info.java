/**
 * The scenarios that show the mediator at work. What is expected comes from how a scenario was made
 * and from the chain, never from what the mediator says of itself.
 */
@NullMarked
package lilypad.deploy.demo;

import org.jspecify.annotations.NullMarked;
