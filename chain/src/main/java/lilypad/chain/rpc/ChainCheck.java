package lilypad.chain.rpc;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.Wei;

/**
 * The questions a program asks its chain before it starts, with answers that a person can act on.
 */
public final class ChainCheck {

  private static final Duration BETWEEN = Duration.ofMillis(500);

  private ChainCheck() {}

  /**
   * Asks, and asks again while the node gives no usable answer: one that is busy, or starts
   * together with us, is no reason to refuse a start.
   *
   * @param patience how long, counted from now
   * @param questions repeated as a whole
   * @throws CannotGoOn if they say so for another reason; at once
   * @throws RpcFault the last one, or a {@link CannotGoOn} because of it, when patience is at its
   *     end
   */
  public static <T> T patiently(Duration patience, Supplier<T> questions) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return questions.get();
      } catch (RpcFault | CannotGoOn e) {
        if (!isUnanswered(e) || System.nanoTime() - end > 0) {
          throw e;
        }
        pause(e);
      }
    }
  }

  private static boolean isUnanswered(RuntimeException e) {
    Throwable fault = e instanceof CannotGoOn ? e.getCause() : e;
    return fault instanceof RpcFault && !(fault instanceof WrongChain);
  }

  private static void pause(RuntimeException unanswered) {
    try {
      Thread.sleep(BETWEEN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unanswered;
    }
  }

  /**
   * The endpoint answers and serves the chain {@code chainId}.
   *
   * @param urlKey the configuration key that holds the endpoint
   * @param chainIdKey the configuration key that holds the chain id
   * @throws CannotGoOn if not
   */
  public static void requireChain(EvmChain chain, long chainId, String urlKey, String chainIdKey) {
    long actual;
    try {
      actual = chain.chainId();
    } catch (RpcFault e) {
      throw new CannotGoOn(
          "The chain's RPC endpoint does not answer (" + e.getMessage() + ")",
          "Start the node, or set " + urlKey + " to an endpoint that answers",
          e);
    }
    if (actual != chainId) {
      throw new CannotGoOn(
          "The RPC endpoint serves chain " + actual + ", and chain " + chainId + " is configured",
          "Set " + urlKey + " to an endpoint of chain " + chainId + ", or correct " + chainIdKey,
          new WrongChain(chainId, actual));
    }
  }

  /**
   * There is a contract at each of these addresses.
   *
   * @param contracts by the configuration key that holds the address
   * @throws CannotGoOn for the first one that is missing
   */
  public static void requireContracts(EvmChain chain, Map<String, Address> contracts) {
    contracts.forEach(
        (key, address) -> {
          if (!chain.hasCode(address)) {
            throw new CannotGoOn(
                "There is no contract at " + address.checksummed(),
                "Set " + key + " to the address of a deployed contract, or deploy it first");
          }
        });
  }

  /**
   * The account can pay for gas.
   *
   * @param least the least balance to start with
   * @param what whose account it is, as in "the mediator's key"
   * @throws CannotGoOn if it holds less
   */
  public static void requireFunds(EvmChain chain, Address account, Wei least, String what) {
    Wei balance = chain.balance(account);
    if (balance.compareTo(least) < 0) {
      throw new CannotGoOn(
          "The account "
              + account.checksummed()
              + " of "
              + what
              + " holds "
              + balance
              + " wei, and needs at least "
              + least
              + " to pay for gas",
          "Send coins of this chain to it");
    }
  }
}
