/** What the journal amounts to, for people and for waking open deals. */
@NullMarked
package lilypad.mediator.query;

import org.jspecify.annotations.NullMarked;
