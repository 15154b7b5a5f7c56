package lilypad.market.canary;

import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.Wei;
import lilypad.protocol.cid.Cid;

/**
 * One canary, as it is kept on disk.
 *
 * @param offer the job offer's id
 * @param deal what the solver made of it; empty while it has not
 * @param job what the module is called, for people
 * @param creator who pays
 * @param provider who claims
 * @param claim what is claimed
 * @param right whether that is the job's result
 * @param begun when, in seconds since 1970
 * @param judged after how many thousandths of the time to judge the claim is accepted
 * @param coins what its transactions cost so far, in wei; until it is over, at least what was set
 *     aside for them
 * @param tokens what the provider is paid, in the token's smallest unit
 * @param over whether nothing is to be done any more
 */
record Canary(
    String offer,
    Optional<DealId> deal,
    String job,
    Address creator,
    Address provider,
    Cid claim,
    boolean right,
    long begun,
    int judged,
    Spending coins,
    Wei tokens,
    boolean over) {

  /**
   * What transactions cost.
   *
   * @param reserved set aside for all of them
   * @param spent for those that were seen mined
   */
  record Spending(Wei reserved, Wei spent) {

    Spending plus(Wei more) {
      return new Spending(reserved, spent.plus(more));
    }
  }

  /** What counts against the day's amount of coins. */
  Wei countedCoins() {
    return over || coins.spent().compareTo(coins.reserved()) > 0 ? coins.spent() : coins.reserved();
  }

  Canary with(DealId made) {
    return next(Optional.of(made), coins, over);
  }

  Canary paying(Wei more) {
    return next(deal, coins.plus(more), over);
  }

  /**
   * As it is found when the service starts: what was sent and not written down counts as all that
   * was set aside.
   */
  Canary resumed() {
    return over ? this : next(deal, new Spending(coins.reserved(), countedCoins()), false);
  }

  Canary ended() {
    return next(deal, coins, true);
  }

  private Canary next(Optional<DealId> made, Spending cost, boolean done) {
    return new Canary(
        offer, made, job, creator, provider, claim, right, begun, judged, cost, tokens, done);
  }
}
