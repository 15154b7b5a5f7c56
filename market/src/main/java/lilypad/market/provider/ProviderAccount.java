package lilypad.market.provider;

import java.math.BigInteger;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.AccountSender;
import lilypad.market.offer.DealTerms;
import lilypad.protocol.Address;
import lilypad.protocol.ContractSet;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.MachineSpec;
import lilypad.protocol.job.ResourceOffer;
import lilypad.protocol.job.SolverResult;
import lilypad.protocol.job.TrustedParties;

/**
 * What a provider offers and does on chain, wherever its results come from. Every step on chain is
 * one transaction to the controller and returns once it is mined; it throws what {@link
 * AccountSender} throws.
 */
public final class ProviderAccount {

  private static final BigInteger ONE_INSTRUCTION = BigInteger.ONE;

  /** Four cores, 8 GB of memory, 32 GB of disk, no GPU. */
  private static final MachineSpec MACHINE = new MachineSpec(0, List.of(), 4000, 8192, 32768);

  private final AccountSender sender;
  private final ContractSet contracts;
  private final InstantSource clock;

  /**
   * @param sender the account that is paid
   * @param clock dates its offers
   */
  public ProviderAccount(AccountSender sender, ContractSet contracts, InstantSource clock) {
    this.sender = sender;
    this.contracts = contracts;
    this.clock = clock;
  }

  /** The account. */
  public Address address() {
    return sender.address();
  }

  /**
   * Offers this machine at fixed prices.
   *
   * @param modules the content ids of those that it runs; any, if there are none
   * @param trusted the solver, and the mediators it would take
   */
  public ResourceOffer offer(List<String> modules, DealTerms terms, TrustedParties trusted) {
    return new ResourceOffer(
        "",
        clock.millis(),
        address(),
        0,
        MACHINE,
        modules,
        DealTerms.MODE,
        terms.pricing(),
        Map.of(),
        trusted);
  }

  /** Agrees to a deal and stakes on being in time. */
  public TransactionReceipt agree(LilypadCall.Agree deal) {
    return step(deal);
  }

  /** The claim that a deal's result is {@code dataId}. */
  public Claim claim(DealId deal, Cid dataId) {
    SolverResult result = new SolverResult("", deal, dataId.toString(), "", ONE_INSTRUCTION);
    return new Claim(DealIds.result(result), dataId, ONE_INSTRUCTION);
  }

  /** Posts the claim and stakes on it. */
  public TransactionReceipt addResult(DealId deal, Claim claim) {
    return step(claim.call(deal));
  }

  /** Ends a deal that the job creator did not agree to in time. */
  public TransactionReceipt timeoutAgree(DealId deal) {
    return step(new LilypadCall.TimeoutAgree(deal));
  }

  /** Ends a deal that the job creator did not judge in time. */
  public TransactionReceipt timeoutJudgeResult(DealId deal) {
    return step(new LilypadCall.TimeoutJudgeResult(deal));
  }

  /** Ends a checked deal whose verdict did not come in time. */
  public TransactionReceipt timeoutMediateResult(DealId deal) {
    return step(new LilypadCall.TimeoutMediateResult(deal));
  }

  private TransactionReceipt step(LilypadCall call) {
    return sender.send(contracts.controller(), call.encode());
  }
}
