@NullMarked
package lilypad.chain;

import org.jspecify.annotations.NullMarked;
