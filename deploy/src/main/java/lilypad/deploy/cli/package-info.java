/** The {@code lilypad} command line: its commands, exit codes and how it tells what went wrong. */
@NullMarked
package lilypad.deploy.cli;

import org.jspecify.annotations.NullMarked;
