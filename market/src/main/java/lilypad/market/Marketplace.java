package lilypad.market;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.AccountSender;
import lilypad.chain.send.SendSettings;
import lilypad.market.contracts.Balances;
import lilypad.market.contracts.ContractDeployer;
import lilypad.market.contracts.Ledger;
import lilypad.market.contracts.LilypadV2Deployer;
import lilypad.market.contracts.Together;
import lilypad.market.creator.JobCreator;
import lilypad.market.offer.JobRequest;
import lilypad.market.provider.Claim;
import lilypad.market.provider.ResourceProvider;
import lilypad.market.solver.MatchOutcome;
import lilypad.market.solver.MatchedDeal;
import lilypad.market.solver.OfferDesk;
import lilypad.market.solver.SolverBook;
import lilypad.market.solver.SolverRegistration;
import lilypad.market.solver.SolverServer;
import lilypad.protocol.Address;
import lilypad.protocol.ContractSet;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.job.TrustedParties;
import lilypad.verifier.artifact.ArtifactSource;
import lilypad.verifier.artifact.BlockFetcher;
import lilypad.verifier.artifact.BlockServer;
import lilypad.verifier.artifact.BlockStore;
import lilypad.verifier.executor.Executor;

/**
 * One of each party but the mediator, on one chain: a job creator, a provider, a solver that
 * listens, a server of content. Plays deals up to the claim, or single steps. Threads may share it;
 * deals do not wait for one another.
 */
public final class Marketplace implements AutoCloseable {

  /**
   * Both parties' yes.
   *
   * @param provider the provider's
   * @param creator the job creator's
   */
  public record Agreed(TransactionReceipt provider, TransactionReceipt creator) {}

  private final WorkerAccounts accounts;
  private final Ledger ledger;
  private final SolverBook book;
  private final BlockStore store;
  private final BlockServer blocks;
  private final SolverServer server;
  private final BlockFetcher fetcher;
  private final JobCreator creator;
  private final ResourceProvider provider;

  private Marketplace(
      WorkerAccounts accounts,
      Ledger ledger,
      SolverBook book,
      BlockStore store,
      BlockServer blocks,
      SolverServer server,
      BlockFetcher fetcher,
      JobCreator creator,
      ResourceProvider provider) {
    this.accounts = accounts;
    this.ledger = ledger;
    this.book = book;
    this.store = store;
    this.blocks = blocks;
    this.server = server;
    this.fetcher = fetcher;
    this.creator = creator;
    this.provider = provider;
  }

  /**
   * Deploys our contracts and fills the purses of job creator and provider. The accounts must have
   * coins for gas already.
   */
  public static ContractSet deploy(
      EvmChain chain, WorkerAccounts accounts, MarketSettings settings, SendSettings sending) {
    AccountSender admin = new AccountSender(chain, accounts.admin().key(), sending);
    ContractSet contracts = new ContractDeployer(admin).deploy(settings.supply());
    return funded(contracts, admin, accounts, settings);
  }

  /** As {@link #deploy}, but the double of Lilypad v2's contracts, with their defects. */
  public static ContractSet deployLilypadV2(
      EvmChain chain, WorkerAccounts accounts, MarketSettings settings, SendSettings sending) {
    AccountSender admin = new AccountSender(chain, accounts.admin().key(), sending);
    ContractSet contracts = new LilypadV2Deployer(admin).deploy(settings.supply());
    return funded(contracts, admin, accounts, settings);
  }

  private static ContractSet funded(
      ContractSet contracts,
      AccountSender admin,
      WorkerAccounts accounts,
      MarketSettings settings) {
    new ContractDeployer(admin)
        .fund(
            contracts,
            Map.of(
                accounts.creator().address(), settings.purse(),
                accounts.provider().address(), settings.purse()));
    return contracts;
  }

  /**
   * Opens the market: starts the servers and registers the solver.
   *
   * @param chain stays the caller's to close
   * @param folder where the blocks are kept that are served, and those that the provider fetched;
   *     made when missing
   * @throws IOException if the folder cannot be used or a server cannot have its address
   */
  public static Marketplace open(
      EvmChain chain,
      ContractSet contracts,
      WorkerAccounts accounts,
      Executor executor,
      MarketSettings settings,
      SendSettings sending,
      Path folder)
      throws IOException {
    Ledger ledger = new Ledger(chain, contracts);
    InstantSource clock = InstantSource.system();
    SolverBook book = new SolverBook(accounts.solver().address(), ledger, clock);
    AccountSender solver = new AccountSender(chain, accounts.solver().key(), sending);
    BlockStore store = BlockStore.open(folder.resolve("served"), settings.contentQuota());
    BlockStore fetched = BlockStore.open(folder.resolve("fetched"), settings.contentQuota());
    BlockServer blocks = BlockServer.start(settings.content(), store);
    SolverServer server = listening(settings, book, blocks);
    BlockFetcher fetcher = new BlockFetcher(settings.fetchTimeout());
    Marketplace market =
        new Marketplace(
            accounts,
            ledger,
            book,
            store,
            blocks,
            server,
            fetcher,
            new JobCreator(
                new AccountSender(chain, accounts.creator().key(), sending),
                ledger,
                settings.poll(),
                clock),
            new ResourceProvider(
                new AccountSender(chain, accounts.provider().key(), sending),
                contracts,
                executor,
                settings.limits(),
                new ArtifactSource(fetched, fetcher, List.of(blocks.baseUrl())),
                store::put,
                clock));
    try {
      SolverRegistration.register(solver, contracts, server.url());
      return market;
    } catch (RuntimeException e) {
      market.close();
      throw e;
    }
  }

  private static SolverServer listening(
      MarketSettings settings, SolverBook book, BlockServer blocks) throws IOException {
    try {
      return SolverServer.start(
          settings.solver(), book, new OfferDesk(book, settings.terms().timeouts()));
    } catch (IOException e) {
      blocks.close();
      throw e;
    }
  }

  /** The contracts the deals are on. */
  public ContractSet contracts() {
    return ledger.contracts();
  }

  /** What the chain tells of deals and purses. */
  public Ledger ledger() {
    return ledger;
  }

  /** Where the solver listens: scheme, host and port. */
  public URI solverUrl() {
    return server.url();
  }

  /** Where the blocks of modules and results are served: scheme, host and port. */
  public URI contentUrl() {
    return blocks.baseUrl();
  }

  /** The solver's deals. */
  public SolverBook book() {
    return book;
  }

  /** The party that pays. */
  public JobCreator creator() {
    return creator;
  }

  /** The party that works. */
  public ResourceProvider provider() {
    return provider;
  }

  /** What creator, provider, mediators and treasury have, all at one block. */
  public Balances balances() {
    return ledger.balances(
        List.of(
            accounts.creator().address(),
            accounts.provider().address(),
            accounts.mediator().address(),
            accounts.secondMediator().address(),
            accounts.admin().address()));
  }

  /** Has the blocks of a job's module and input files served from now on; says what will be run. */
  public JobToRun publish(JobRequest request) {
    return request.keep(store::put);
  }

  /**
   * Makes a deal of a job: nothing is on chain yet. The blocks of module and input files are served
   * from now on.
   *
   * @throws IllegalArgumentException if the two sides do not fit, for want of a mediator for
   *     example
   * @throws lilypad.market.provider.RunFailed if the module names another runtime than the
   *     provider's: it takes no such job
   */
  public MatchedDeal match(DealScript script) {
    provider.requireRuntime(publish(script.request()));
    TrustedParties trusted =
        new TrustedParties(Optional.of(book.solver()), script.mediators(), solverUrl().toString());
    MatchOutcome outcome =
        book.match(
            creator.offer(script.request(), script.terms(), trusted),
            provider.offer(script.terms(), trusted),
            script.terms().timeouts(),
            script.solver());
    return switch (outcome) {
      case MatchedDeal deal -> deal;
      case MatchOutcome.NoMatch none ->
          throw new IllegalArgumentException("expected a match, got " + none.obstacle());
    };
  }

  /** Lets both parties agree, at the same time. */
  public Agreed agree(LilypadCall.Agree deal) {
    return agree(deal, Optional.empty());
  }

  /**
   * Lets both parties agree, at the same time.
   *
   * @param watchman the mediator that the job creator lets ask for a check in its place
   * @throws lilypad.protocol.CannotGoOn if there is to be one and the contracts know none
   */
  public Agreed agree(LilypadCall.Agree deal, Optional<Address> watchman) {
    watchman.ifPresent(mediator -> creator.requireWatchmen());
    List<TransactionReceipt> receipts =
        Together.all(
            List.of(
                () -> provider.agree(deal),
                () ->
                    watchman
                        .map(mediator -> creator.agree(deal, mediator))
                        .orElseGet(() -> creator.agree(deal))));
    return new Agreed(receipts.get(0), receipts.get(1));
  }

  /** Lets the provider post its claim. */
  public TransactionReceipt addResult(DealId deal, Claim claim) {
    return provider.addResult(deal, claim);
  }

  /** Lets the job creator take the claim as it is. */
  public TransactionReceipt acceptResult(DealId deal) {
    return creator.acceptResult(deal);
  }

  /** Lets the job creator ask for a check. */
  public TransactionReceipt checkResult(DealId deal) {
    return creator.checkResult(deal);
  }

  /** Lets the job creator end a checked deal after the verdict's deadline. */
  public TransactionReceipt timeoutMediateResult(DealId deal) {
    return creator.timeoutMediateResult(deal);
  }

  /**
   * Brings a deal up to its claim: match, both agreements, an honest run, the claim that the
   * provider makes of it.
   *
   * @throws lilypad.market.provider.RunFailed if the job gave no result
   * @throws InterruptedException if the thread was interrupted during the run
   */
  public PlayedDeal play(DealScript script) throws InterruptedException {
    Balances before = balances();
    MatchedDeal deal = match(script);
    Agreed agreed = agree(script.solver().agreed(deal), script.watchman());
    FileTree honest = provider.run(script.request());
    Claim claim = provider.claim(deal.id(), honest, script.provider());
    TransactionReceipt claimed = addResult(deal.id(), claim);
    return new PlayedDeal(
        deal,
        script,
        book.containerJson(deal.id()).orElseThrow(),
        claim,
        honest,
        before,
        agreed,
        claimed);
  }

  /** Stops the servers and whatever is being fetched. */
  @Override
  public void close() {
    fetcher.close();
    server.close();
    blocks.close();
  }
}
