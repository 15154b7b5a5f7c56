package lilypad.protocol.cid;

/** A directory so large that kubo would shard it (HAMT), which we do not make. */
public final class ShardingNeeded extends DagFailure {

  /**
   * @param size sum over the entries of the name's bytes and the 34 bytes of the link
   * @param limit the largest size that stays one block
   */
  public ShardingNeeded(long size, long limit) {
    super("expected a directory of estimated size at most " + limit + ", got " + size);
  }
}
