/**
 * A whole market on this machine: a chain of its own, the contracts, the parties of a deal, a
 * mediator and its verifiers in processes of their own.
 */
@NullMarked
package lilypad.deploy.devnet;

import org.jspecify.annotations.NullMarked;
