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
 * @param result what an honest run of it gives
 * @param creator who pays
 * @param provider who claims; until the solver has made a deal, who of ours offers a machine
 * @param machine whose machine it is
 * @param claim what is claimed, if the machine is ours
 * @param right whether that is the job's result
 * @param timing when what is done
 * @param coins what its transactions cost so far, in wei; until it is over, at least what was set
 *     aside for them
 * @param tokens what the creator pays, in the token's smallest unit; the most that it may be while
 *     that is open
 * @param over whether nothing is to be done any more
 */
record Canary(
    String offer,
    Optional<DealId> deal,
    String job,
    Cid result,
    Address creator,
    Address provider,
    Machine machine,
    Cid claim,
    boolean right,
    Timing timing,
    Spending coins,
    Wei tokens,
    boolean over) {

  /** Whose machine the job goes to. An untargeted offer is anybody's. */
  enum Machine {
    /** Ours, as far as we know; the solver has not heard of it. */
    DUE,
    /** Ours, as far as we know; the solver may have heard of it. */
    OFFERED,
    /** The solver gave the job to somebody else's. */
    STRANGERS
  }

  /**
   * When what is done.
   *
   * @param begun when the job was offered, in seconds since 1970; of one that is over, when it
   *     ended: till then it may cost something
   * @param machine when a machine of ours is offered, in seconds since 1970
   * @param run how long after the agreement our claim is posted, in seconds
   * @param judged after how many thousandths of the time to judge the claim is judged
   */
  record Timing(long begun, long machine, long run, int judged) {}

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

  /** Whether somebody else runs the job and claims: it is a job of ours like any client's. */
  boolean isStrangers() {
    return machine == Machine.STRANGERS;
  }

  /** Our machine's offer is about to leave the house. */
  Canary offered() {
    return next(deal, provider, Machine.OFFERED, coins, tokens, over);
  }

  /** A machine of ours has got the job. */
  Canary with(DealId made, Address ours, Wei price) {
    return next(Optional.of(made), ours, Machine.OFFERED, coins, price, over);
  }

  /** Somebody else's machine has got the job. */
  Canary takenBy(DealId made, Address stranger) {
    return next(Optional.of(made), stranger, Machine.STRANGERS, coins, tokens, over);
  }

  Canary paying(Wei more) {
    return next(deal, provider, machine, coins.plus(more), tokens, over);
  }

  /**
   * As it is found when the service starts: what was sent and not written down counts as all that
   * was set aside. No machine of ours comes for its job any more: nobody knows whether the job's
   * offer left the house, and a machine without it would get a stranger's job.
   */
  Canary resumed() {
    return over
        ? this
        : next(
            deal,
            provider,
            machine == Machine.DUE ? Machine.OFFERED : machine,
            new Spending(coins.reserved(), countedCoins()),
            tokens,
            false);
  }

  /**
   * Nothing is to be done any more, and the creator has paid so many tokens.
   *
   * @param at in seconds since 1970
   */
  Canary ended(Wei paid, long at) {
    return new Canary(
        offer,
        deal,
        job,
        result,
        creator,
        provider,
        machine,
        claim,
        right,
        new Timing(at, timing.machine(), timing.run(), timing.judged()),
        coins,
        paid,
        true);
  }

  private Canary next(
      Optional<DealId> made, Address who, Machine whose, Spending cost, Wei paid, boolean done) {
    return new Canary(
        offer, made, job, result, creator, who, whose, claim, right, timing, cost, paid, done);
  }
}
