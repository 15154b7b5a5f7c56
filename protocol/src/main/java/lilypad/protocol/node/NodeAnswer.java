package lilypad.protocol.node;

import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;

/** A node's one answer to one round of an assignment: a commitment or an abstention, signed. */
public sealed interface NodeAnswer permits SignedCommitment, SignedAbstention {

  /** What is answered. */
  AssignmentRound key();

  /** What the node runs jobs with. */
  Hash32 runtimeDigest();

  /** 65 bytes (r, s, v) by the node's key. */
  Bytes signature();
}
