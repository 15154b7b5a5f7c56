@NullMarked
package lilypad.deploy;

import org.jspecify.annotations.NullMarked;
