/**
 * Verifiers that cheat or fail, written against the wire as a cheat would write them: nothing of
 * what they do is in the verifier that is handed out. No command starts them, only a devnet does,
 * and they refuse to work anywhere else.
 */
@NullMarked
package lilypad.deploy.cheat;

import org.jspecify.annotations.NullMarked;
