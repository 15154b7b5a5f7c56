/** What an auditor sees: an exported record, its check, and where both come from. */
@NullMarked
package lilypad.deploy.audit;

import org.jspecify.annotations.NullMarked;
