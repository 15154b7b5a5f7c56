package lilypad.protocol.deal;

import lilypad.protocol.Address;
import lilypad.protocol.Hash32;

/**
 * A verifier's seat on a panel.
 *
 * @param assignment an opaque name for what it is asked to do: never the deal's id
 * @param verifier the node
 * @param operator who runs it
 * @param runtimeDigest what it said it runs jobs with
 * @param voice how much it counts
 */
public record PanelMember(
    Hash32 assignment, Address verifier, String operator, Hash32 runtimeDigest, Voice voice) {}
