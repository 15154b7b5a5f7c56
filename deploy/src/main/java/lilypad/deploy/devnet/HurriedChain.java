package lilypad.deploy.devnet;

import java.time.Duration;
import lilypad.chain.anvil.Anvil;

/**
 * Makes a chain mine faster than its block time while nobody but its builders looks, so that
 * contracts are deployed within a second or two. Each block moves the chain's clock by a second at
 * least: it runs some seconds ahead of the wall's afterwards, as it may.
 */
final class HurriedChain implements AutoCloseable {

  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final Anvil anvil;
  private final Thread miner;
  private volatile boolean done;

  HurriedChain(Anvil anvil) {
    this.anvil = anvil;
    this.miner = Thread.ofVirtual().name("hurried-chain").unstarted(this::mine);
  }

  /** From now on it mines as often as it can. */
  void begin() {
    miner.start();
  }

  private void mine() {
    try {
      while (!done) {
        anvil.mine(1);
        Thread.sleep(BETWEEN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From now on the chain keeps its own block time again. */
  @Override
  public void close() {
    done = true;
    try {
      miner.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
