package lilypad.persistence.audit;

import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;

/**
 * A leaf of the audit log.
 *
 * @param index from 0
 * @param hash of the leaf, as recorded when it was written
 * @param stored the event as it lies in the journal ({@code stored.proto}, message StoredEvent)
 */
public record LoggedEvent(long index, Hash32 hash, Bytes stored) {}
