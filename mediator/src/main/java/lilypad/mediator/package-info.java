@NullMarked
package lilypad.mediator;

import org.jspecify.annotations.NullMarked;
