/**
 * Measurements that compare ours with what others offer, in one run: {@code lilypad bench}. A
 * benchmark informs and a test judges, so a goal that is missed is printed and nothing more; only a
 * wrong answer is a fault.
 */
@NullMarked
package lilypad.deploy.bench;

import org.jspecify.annotations.NullMarked;
