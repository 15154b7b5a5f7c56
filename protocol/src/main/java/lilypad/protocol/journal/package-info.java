/**
 * The facts of all journals, and their protobuf form: what is stored, exported, replayed and
 * audited.
 */
@NullMarked
package lilypad.protocol.journal;

import org.jspecify.annotations.NullMarked;
