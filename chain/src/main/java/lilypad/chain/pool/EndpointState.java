package lilypad.chain.pool;

/** How an endpoint of a pool stands. */
public enum EndpointState {
  /** It is the one that is read from. */
  IN_USE,
  /** It would be read from if the one in use failed. */
  READY,
  /** Its head has been too far behind for too long. */
  LATE,
  /** It failed, or asked to be left alone, and is tried again later. */
  PAUSED,
  /** It was proved wrong and is not asked. */
  QUARANTINED,
  /** It has not answered yet, so that nobody knows which chain it serves. */
  UNCHECKED
}
