/** What reading final blocks once more has shown: facts and state, pure. */
@NullMarked
package lilypad.protocol.recheck;

import org.jspecify.annotations.NullMarked;
