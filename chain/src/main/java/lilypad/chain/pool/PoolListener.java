package lilypad.chain.pool;

/** Hears what happens to the endpoints of a pool; called by whichever thread found it out. */
@FunctionalInterface
public interface PoolListener {

  /** Hears of one event. It must return soon and not call the pool. */
  void happened(PoolEvent event);
}
