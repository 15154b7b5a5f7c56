/** Showing people where a claim and the verifiers' result differ. */
@NullMarked
package lilypad.mediator.difference;

import org.jspecify.annotations.NullMarked;
