package lilypad.market.canary;

import java.util.Optional;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.ResourceOffer;
import lilypad.verifier.config.KnownJob;

/**
 * The market as canaries meet it: the doors that everybody's jobs go through. Steps on chain return
 * once they are mined. Throws what {@link lilypad.chain.send.AccountSender}, {@link
 * lilypad.market.contracts.Ledger} and {@link lilypad.market.solver.SolverDoor} throw.
 */
interface CanaryMarket {

  /** Both sides' offers for a job, which go to each other. */
  record Offers(JobOffer job, ResourceOffer machine) {}

  /** What the transactions of one canary may cost at today's price, in wei. */
  Wei coinsForOne();

  /** What a canary's provider is paid, in the token's smallest unit. */
  Wei price();

  /** Writes the offers; nobody hears of them yet. */
  Offers offers(KnownJob job, Address creator, Address provider);

  /** Leaves the offers with the solver. */
  void post(Offers offers) throws InterruptedException;

  /**
   * What the parties agree to, if the solver has made a deal of the offers.
   *
   * @throws lilypad.market.solver.SolverRefusal also if the deal is not what was offered
   */
  Optional<LilypadCall.Agree> deal(Offers offers) throws InterruptedException;

  /** The deal on chain; empty while neither party has agreed. */
  Optional<ChainDeal> onChain(DealId deal);

  /** Where the deal stands on chain. */
  Agreement agreement(DealId deal);

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

  /** Ends a checked deal whose verdict did not come in time. */
  TransactionReceipt endCheck(Address creator, DealId deal);

  /** Ends a deal that the job creator did not agree to in time. */
  TransactionReceipt giveUpByProvider(Address provider, DealId deal);

  /** Ends a deal that the provider did not agree to in time. */
  TransactionReceipt giveUpByCreator(Address creator, DealId deal);
}
