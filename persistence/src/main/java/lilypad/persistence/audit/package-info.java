/**
 * The audit log: every event of a journal as a leaf of one Merkle tree, its export to a file and
 * the check of such a file. {@code docs/audit-format.md} describes the file.
 */
@NullMarked
package lilypad.persistence.audit;

import org.jspecify.annotations.NullMarked;
