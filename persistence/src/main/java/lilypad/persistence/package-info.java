@NullMarked
package lilypad.persistence;

import org.jspecify.annotations.NullMarked;
