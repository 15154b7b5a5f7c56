/** How a service reads its configuration. */
@NullMarked
package lilypad.verifier.config;

import org.jspecify.annotations.NullMarked;
