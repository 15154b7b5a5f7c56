/** A deal told to people from its facts, pure: the same facts give the same words everywhere. */
@NullMarked
package lilypad.protocol.story;

import org.jspecify.annotations.NullMarked;
