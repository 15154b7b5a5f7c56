package lilypad.market.provider;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.AccountSender;
import lilypad.market.offer.DealTerms;
import lilypad.market.offer.JobRequest;
import lilypad.protocol.Address;
import lilypad.protocol.ContractSet;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.DagBlock;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.UnixFs;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.job.ResourceOffer;
import lilypad.protocol.job.TrustedParties;
import lilypad.protocol.rules.AbstentionReason;
import lilypad.verifier.artifact.ArtifactSource;
import lilypad.verifier.artifact.JobFiles;
import lilypad.verifier.executor.Execution;
import lilypad.verifier.executor.ExecutionLimits;
import lilypad.verifier.executor.ExecutionOutcome;
import lilypad.verifier.executor.Executor;

/**
 * The party that runs jobs for pay, with the executors that verifiers use. Every step on chain is
 * one transaction to the controller and returns once it is mined; it throws what {@link
 * AccountSender} throws.
 */
public final class ResourceProvider {

  private final ProviderAccount account;
  private final Executor executor;
  private final ExecutionLimits limits;
  private final ArtifactSource artifacts;
  private final Consumer<DagBlock> blocks;

  /**
   * @param sender the account that is paid
   * @param limits what a run may use
   * @param artifacts where modules and input files come from
   * @param blocks takes the blocks of honest results, to be served
   * @param clock dates its offers
   */
  public ResourceProvider(
      AccountSender sender,
      ContractSet contracts,
      Executor executor,
      ExecutionLimits limits,
      ArtifactSource artifacts,
      Consumer<DagBlock> blocks,
      InstantSource clock) {
    this.account = new ProviderAccount(sender, contracts, clock);
    this.executor = executor;
    this.limits = limits;
    this.artifacts = artifacts;
    this.blocks = blocks;
  }

  /** Its account. */
  public Address address() {
    return account.address();
  }

  /**
   * Offers this machine for any module, at fixed prices.
   *
   * @param trusted the solver, and the mediators it would take
   */
  public ResourceOffer offer(DealTerms terms, TrustedParties trusted) {
    return account.offer(List.of(), terms, trusted);
  }

  /**
   * Refuses a job whose module names another runtime than this provider has: what it would claim in
   * good faith could be taken for a cheat's.
   *
   * @throws RunFailed if so, before anything is agreed to
   */
  public void requireRuntime(JobToRun job) {
    Hash32 own = executor.runtimeDigest();
    Hash32 named = job.runtime().orElse(own);
    if (!named.equals(own)) {
      throw new RunFailed(
          AbstentionReason.UNSUPPORTED_RUNTIME,
          "expected the runtime " + named + " that the module names, this provider's is " + own);
    }
  }

  /** Agrees to a deal and stakes on being in time. */
  public TransactionReceipt agree(LilypadCall.Agree deal) {
    return account.agree(deal);
  }

  /**
   * Fetches all that a job is made of by content id, and runs it.
   *
   * @return the output directory
   * @throws RunFailed if something is missing or the executor gave no result
   * @throws InterruptedException if the thread was interrupted meanwhile
   */
  public FileTree run(JobRequest request) throws InterruptedException {
    return switch (executor.run(fetched(request.job()), limits)) {
      case ExecutionOutcome.Completed completed -> completed.output();
      case ExecutionOutcome.Abstained abstained ->
          throw new RunFailed(abstained.reason(), abstained.detail());
    };
  }

  private Execution fetched(JobToRun job) throws InterruptedException {
    boolean ambient =
        switch (job.profile()) {
          case DETERMINISTIC -> false;
          case AMBIENT, UNKNOWN -> true;
        };
    return switch (artifacts.fetchJob(job.module(), job.inputFiles(), List.of())) {
      case JobFiles.Present files ->
          new Execution(files.module(), job.inputs(), files.inputs(), job.seed(), ambient);
      case JobFiles.Absent absent -> throw new RunFailed(absent.reason(), absent.detail());
    };
  }

  /**
   * What it will claim; the blocks of a result that it serves are kept.
   *
   * @param honest what its run gave
   */
  public Claim claim(DealId deal, FileTree honest, Conduct conduct) {
    return account.claim(
        deal,
        switch (conduct) {
          case HONEST -> UnixFs.add(honest, blocks);
          case INVENTED_RESULT -> invented(deal);
          case ONE_BYTE_CHANGED -> UnixFs.add(Alteration.of(honest).applied(honest), blocks);
        });
  }

  /** Posts the claim and stakes on it. */
  public TransactionReceipt addResult(DealId deal, Claim claim) {
    return account.addResult(deal, claim);
  }

  /** Ends a deal that the job creator did not agree to in time. */
  public TransactionReceipt timeoutAgree(DealId deal) {
    return account.timeoutAgree(deal);
  }

  /** Ends a deal that the job creator did not judge in time. */
  public TransactionReceipt timeoutJudgeResult(DealId deal) {
    return account.timeoutJudgeResult(deal);
  }

  /** Ends a checked deal whose verdict did not come in time. */
  public TransactionReceipt timeoutMediateResult(DealId deal) {
    return account.timeoutMediateResult(deal);
  }

  /** A content id whose content nobody has: a hash of a text that was never made a block. */
  private static Cid invented(DealId deal) {
    String text = "no content stands behind deal " + deal.text();
    return new Cid(Keccak.hash(text.getBytes(StandardCharsets.UTF_8)));
  }
}
