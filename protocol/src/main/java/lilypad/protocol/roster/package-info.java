/** What the mediator knows of its verifiers: facts and state, pure. */
@NullMarked
package lilypad.protocol.roster;

import org.jspecify.annotations.NullMarked;
