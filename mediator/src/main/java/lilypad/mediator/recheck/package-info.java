/**
 * What was recorded of final blocks is read once more, some time later: a loss does not stay
 * unseen.
 */
@NullMarked
package lilypad.mediator.recheck;

import org.jspecify.annotations.NullMarked;
