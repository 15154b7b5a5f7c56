/** What a deal moves: as its payments tell it, and as terms and outcome imply it. Pure. */
@NullMarked
package lilypad.protocol.money;

import org.jspecify.annotations.NullMarked;
