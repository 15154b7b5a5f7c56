/**
 * Content by content id: the node's own store of blocks, the server that hands them out, and the
 * way to fetch a module, an input or a result from others. Every block is checked against its id
 * wherever it comes from.
 */
@NullMarked
package lilypad.verifier.artifact;

import org.jspecify.annotations.NullMarked;
