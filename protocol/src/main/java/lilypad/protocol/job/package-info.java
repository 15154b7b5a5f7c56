/** Jobs: what is to be run, and the JSON in which Lilypad describes it. */
@NullMarked
package lilypad.protocol.job;

import org.jspecify.annotations.NullMarked;
