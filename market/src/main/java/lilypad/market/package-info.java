@NullMarked
package lilypad.market;

import org.jspecify.annotations.NullMarked;
