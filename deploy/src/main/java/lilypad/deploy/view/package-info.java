/** What an operator looks at: deals, verifiers and health, from a mediator or from its journal. */
@NullMarked
package lilypad.deploy.view;

import org.jspecify.annotations.NullMarked;
