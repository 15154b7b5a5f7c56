package lilypad.market.creator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.AccountSender;
import lilypad.market.contracts.Ledger;
import lilypad.market.offer.DealTerms;
import lilypad.market.offer.JobRequest;
import lilypad.protocol.Address;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.ChainResult;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.MachineSpec;
import lilypad.protocol.job.ModuleManifest;
import lilypad.protocol.job.TrustedParties;

/**
 * The party that pays for a job. Every step is one transaction to the controller and returns once
 * it is mined; it throws what {@link AccountSender} throws, above all {@link
 * lilypad.chain.send.CallReverted} if it is not the deal's time for that step.
 */
public final class JobCreator {

  private final AccountSender sender;
  private final Ledger ledger;
  private final Duration poll;
  private final InstantSource clock;
  private final AtomicLong nonce = new AtomicLong();

  /**
   * @param sender the account that pays
   * @param poll time between two looks at the chain
   * @param clock dates its offers
   */
  public JobCreator(AccountSender sender, Ledger ledger, Duration poll, InstantSource clock) {
    this.sender = sender;
    this.ledger = ledger;
    this.poll = poll;
    this.clock = clock;
  }

  /** Its account. */
  public Address address() {
    return sender.address();
  }

  /**
   * Offers a job to any provider.
   *
   * @param trusted the solver, and the mediators it would take
   */
  public JobOffer offer(JobRequest request, DealTerms terms, TrustedParties trusted) {
    ModuleManifest.Machine machine = request.module().manifest().machine();
    return new JobOffer(
        "",
        clock.millis(),
        nonce.getAndIncrement(),
        address(),
        request.module().reference(),
        new MachineSpec(0, List.of(), machine.cpu(), machine.ram(), 0),
        request.inputs(),
        JobOffer.InputFiles.of(request.job().inputFiles()),
        0,
        DealTerms.MODE,
        terms.pricing(),
        trusted,
        Optional.empty());
  }

  /** Agrees to a deal and puts payment and stake down. */
  public TransactionReceipt agree(LilypadCall.Agree deal) {
    return step(deal);
  }

  /**
   * Asks whether the contracts let anybody else ask for a check.
   *
   * @throws CannotGoOn if they do not
   */
  public void requireWatchmen() {
    if (!ledger.knowsWatchmen()) {
      throw new CannotGoOn(
          "The contracts of this market know no watchman: only the job creator can ask for a check",
          "Agree without a watchman, and ask for a check yourself where a mediator warns of a claim"
              + " (/api/v1/warnings)");
    }
  }

  /**
   * As {@link #agree(LilypadCall.Agree)}, and lets a mediator ask for a check in its place.
   *
   * @param watchman one of the deal's mediators
   * @throws CannotGoOn if the contracts know no watchmen
   */
  public TransactionReceipt agree(LilypadCall.Agree deal, Address watchman) {
    requireWatchmen();
    return step(
        new LilypadCall.AgreeWithWatchman(
            deal.dealId(), deal.members(), deal.timeouts(), deal.pricing(), watchman));
  }

  /**
   * Waits for the provider's claim.
   *
   * @param patience by the wall clock
   * @throws ResultOverdue if none came
   * @throws InterruptedException if the thread was interrupted while waiting
   */
  public ChainResult awaitResult(DealId deal, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Optional<ChainResult> result = ledger.result(deal);
    while (result.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new ResultOverdue(deal, patience, ledger.agreement(deal).state());
      }
      Thread.sleep(poll);
      result = ledger.result(deal);
    }
    return result.get();
  }

  /** Takes the claim as it is; the provider is paid. */
  public TransactionReceipt acceptResult(DealId deal) {
    return step(new LilypadCall.AcceptResult(deal));
  }

  /** Asks for a check and puts the mediator's fee down; a mediator is drawn. */
  public TransactionReceipt checkResult(DealId deal) {
    return step(new LilypadCall.CheckResult(deal));
  }

  /** Ends a deal that the provider did not agree to in time. */
  public TransactionReceipt timeoutAgree(DealId deal) {
    return step(new LilypadCall.TimeoutAgree(deal));
  }

  /** Ends a deal whose claim did not come in time. */
  public TransactionReceipt timeoutSubmitResult(DealId deal) {
    return step(new LilypadCall.TimeoutSubmitResult(deal));
  }

  /** Ends a checked deal whose verdict did not come in time: everybody gets back what is theirs. */
  public TransactionReceipt timeoutMediateResult(DealId deal) {
    return step(new LilypadCall.TimeoutMediateResult(deal));
  }

  private TransactionReceipt step(LilypadCall call) {
    return sender.send(ledger.contracts().controller(), call.encode());
  }
}
