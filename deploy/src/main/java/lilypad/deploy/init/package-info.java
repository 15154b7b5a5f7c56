/** What a new operator begins with: a commented configuration and a new encrypted key. */
@NullMarked
package lilypad.deploy.init;

import org.jspecify.annotations.NullMarked;
