/**
 * Running a job on this node: the interface that every executor has, and what comes out of a run.
 */
@NullMarked
package lilypad.verifier.executor;

import org.jspecify.annotations.NullMarked;
