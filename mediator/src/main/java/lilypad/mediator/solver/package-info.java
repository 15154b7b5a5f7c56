/** The solver's account of a job: untrusted. */
@NullMarked
package lilypad.mediator.solver;

import org.jspecify.annotations.NullMarked;
