package lilypad.chain.rpc;

import java.util.Optional;
import lilypad.protocol.BlockRef;

/**
 * The newest blocks at each level of finality, read together.
 *
 * @param latest the head
 * @param safe the block tagged {@code safe}; empty if the node does not know the tag
 * @param finalized the block tagged {@code finalized}; empty if the node does not know the tag
 */
public record Heads(BlockRef latest, Optional<BlockRef> safe, Optional<BlockRef> finalized) {}
