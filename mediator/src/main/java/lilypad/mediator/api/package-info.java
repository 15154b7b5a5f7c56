/** The HTTP interface for operators. */
@NullMarked
package lilypad.mediator.api;

import org.jspecify.annotations.NullMarked;
