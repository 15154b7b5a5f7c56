package lilypad.chain.doorbell;

import lilypad.protocol.Hash32;

/** A block that somebody says is the chain's newest. */
public record AnnouncedHead(long number, Hash32 hash) {}
