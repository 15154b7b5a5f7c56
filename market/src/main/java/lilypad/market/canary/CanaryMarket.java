package lilypad.market.canary;

import java.util.List;
import java.util.Optional;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.ChainResult;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.JobOffer;
import lilypad.verifier.config.KnownJob;

/**
 * The market as canaries meet it: the doors that everybody's jobs go through. Steps on chain return
 * once they are mined. Throws what {@link lilypad.chain.send.AccountSender}, {@link
 * lilypad.market.contracts.Ledger} and {@link lilypad.market.solver.SolverDoor} throw.
 */
interface CanaryMarket {

  /** What the transactions of one canary may cost at today's price, in wei. */
  Wei coinsForOne();

  /** What a provider of ours is paid for a job, in the token's smallest unit. */
  Wei price(Address provider);

  /**
   * What a job at that provider's prices costs its creator at the worst, if a stranger's machine
   * gets it.
   */
  Wei most(Address provider);

  /** What one of the two lacks to do its part, for people; empty if they lack nothing. */
  Optional<String> shortage(Address creator, Address provider);

  /**
   * How long runs of the job's module took others, in seconds from the agreement to the claim, as
   * far as the market shows it.
   */
  List<Long> runs(KnownJob job) throws InterruptedException;

  /**
   * Writes a job's offer at the prices of a provider of ours, to any machine; nobody hears of it
   * yet.
   */
  JobOffer offer(KnownJob job, Address creator, Address provider);

  /** Leaves the job's offer with the solver. */
  void post(JobOffer offer) throws InterruptedException;

  /** Leaves an offer of that provider's machine with the solver. */
  void postMachine(Address provider) throws InterruptedException;

  /**
   * What the parties are to agree to, if the solver has made a deal of the canary's job and nobody
   * is bound yet.
   *
   * @throws lilypad.market.solver.SolverRefusal also if the deal is not what was offered
   */
  Optional<LilypadCall.Agree> match(Canary canary) throws InterruptedException;

  /** The deal on chain; empty while neither party has agreed. */
  Optional<ChainDeal> onChain(DealId deal);

  /** Where the deal stands on chain. */
  Agreement agreement(DealId deal);

  /** The claim on chain; empty while there is none. */
  Optional<ChainResult> result(DealId deal);

  /** Who was drawn to judge the deal; empty while nobody asked for a check. */
  Optional<Address> mediator(DealId deal);

  /** Whether the deal has ended in a block that is final. */
  boolean endedForGood(DealId deal);

  /** The chain's time at its head, in seconds since 1970. */
  long time();

  /** Whether a transaction of the account is on its way. */
  boolean sending(Address account);

  /** The provider's yes. */
  TransactionReceipt agreeProvider(Address provider, LilypadCall.Agree deal);

  /** The job creator's yes. */
  TransactionReceipt agreeCreator(Address creator, LilypadCall.Agree deal);

  /** Posts the claim. */
  TransactionReceipt claim(Address provider, DealId deal, Cid claim);

  /** Accepts the claim; the provider is paid. */
  TransactionReceipt accept(Address creator, DealId deal);

  /** Asks for a check of the claim. */
  TransactionReceipt check(Address creator, DealId deal);

  /** Ends a checked deal whose verdict did not come in time. */
  TransactionReceipt endCheck(Address creator, DealId deal);

  /** Ends a deal whose claim did not come in time. */
  TransactionReceipt endRun(Address creator, DealId deal);

  /** Ends a deal that the job creator did not agree to in time. */
  TransactionReceipt giveUpByProvider(Address provider, DealId deal);

  /** Ends a deal that the provider did not agree to in time. */
  TransactionReceipt giveUpByCreator(Address creator, DealId deal);
}
