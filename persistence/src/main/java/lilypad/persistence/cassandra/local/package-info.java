/** A real Cassandra server on this machine, for development, demonstrations and tests. */
@NullMarked
package lilypad.persistence.cassandra.local;

import org.jspecify.annotations.NullMarked;
