/** Reading a person's configuration file, with every key checked against the documented ones. */
@NullMarked
package lilypad.deploy.config;

import org.jspecify.annotations.NullMarked;
