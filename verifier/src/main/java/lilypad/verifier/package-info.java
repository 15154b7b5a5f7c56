@NullMarked
package lilypad.verifier;

import org.jspecify.annotations.NullMarked;
