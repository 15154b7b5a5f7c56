/** The mediator's word about its own record: what it decides by, and how far the record has got. */
@NullMarked
package lilypad.mediator.audit;

import org.jspecify.annotations.NullMarked;
