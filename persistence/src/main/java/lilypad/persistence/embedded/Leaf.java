package lilypad.persistence.embedded;

import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;

/**
 * One event as the journal keeps it, with its place in the global order.
 *
 * @param index its place, from 1, without gaps; {@code index} leaves exist when it is the last
 * @param persistenceId whose event
 * @param sequenceNr its number there, from 1
 * @param hash of {@code bytes} in the audit log, as recorded in the batch that wrote them
 * @param bytes the stored event ({@code stored.proto}, message StoredEvent), as it lies on disk
 */
public record Leaf(long index, String persistenceId, long sequenceNr, Hash32 hash, Bytes bytes) {}
