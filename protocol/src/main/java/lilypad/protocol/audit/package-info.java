/**
 * What a mediator promises of its record, and what an auditor makes of a record: pure, so that both
 * run the same rules.
 */
@NullMarked
package lilypad.protocol.audit;

import org.jspecify.annotations.NullMarked;
