/**
 * Sending transactions: stateless pieces, so that a caller with a journal can record between them,
 * and a whole sender for programs without one.
 */
@NullMarked
package lilypad.chain.send;

import org.jspecify.annotations.NullMarked;
