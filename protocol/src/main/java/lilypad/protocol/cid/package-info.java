/**
 * Content ids: CIDv0, the UnixFS DAG of a directory as kubo makes it, and the blocks it is made of.
 */
@NullMarked
package lilypad.protocol.cid;

import org.jspecify.annotations.NullMarked;
