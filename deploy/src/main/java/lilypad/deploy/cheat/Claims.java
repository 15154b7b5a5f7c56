package lilypad.deploy.cheat;

import lilypad.protocol.Hash32;
import lilypad.protocol.node.Lease;

/**
 * What providers claim. An assignment does not name its deal, but that hides nothing: the same job
 * stands in the market's books, and the claim on chain.
 */
interface Claims {

  /**
   * The digest that is claimed to be the job's result.
   *
   * @throws InterruptedException if the thread was interrupted meanwhile
   */
  Hash32 of(Lease lease) throws InterruptedException;
}
