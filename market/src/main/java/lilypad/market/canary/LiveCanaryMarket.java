package lilypad.market.canary;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.FeePolicy;
import lilypad.market.contracts.Balances;
import lilypad.market.contracts.Ledger;
import lilypad.market.creator.JobCreator;
import lilypad.market.offer.DealTerms;
import lilypad.market.offer.JobRequest;
import lilypad.market.provider.ProviderAccount;
import lilypad.market.solver.SolverDoor;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.ChainResult;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.Timeouts;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.SolverDeal;
import lilypad.protocol.job.TrustedParties;
import lilypad.verifier.config.KnownJob;

/** The market on a chain, with a solver over HTTP. */
final class LiveCanaryMarket implements CanaryMarket {

  /** The newest deals that are looked at to learn how long a module's runs take. */
  private static final int MOST_LEARNT_FROM = 64;

  /** What both agreements, claim and acceptance need together, rounded up. */
  private static final long GAS_FOR_ONE = 2_500_000;

  private final EvmChain chain;
  private final Ledger ledger;
  private final FeePolicy fees;
  private final SolverDoor solver;
  private final TrustedParties trusted;
  private final OfferedDeal offered;
  private final Map<Address, DealTerms> terms;
  private final Map<KnownJob.Job, JobRequest> requests;
  private final Map<Address, JobCreator> creators;
  private final Map<Address, ProviderAccount> providers;

  LiveCanaryMarket(
      EvmChain chain,
      Ledger ledger,
      FeePolicy fees,
      SolverDoor solver,
      TrustedParties trusted,
      Timeouts timeouts,
      Map<Address, DealTerms> terms,
      Map<KnownJob.Job, JobRequest> requests,
      Map<Address, JobCreator> creators,
      Map<Address, ProviderAccount> providers) {
    this.chain = chain;
    this.ledger = ledger;
    this.fees = fees;
    this.solver = solver;
    this.trusted = trusted;
    this.offered = new OfferedDeal(trusted, timeouts);
    this.terms = Map.copyOf(terms);
    this.requests = Map.copyOf(requests);
    this.creators = Map.copyOf(creators);
    this.providers = Map.copyOf(providers);
  }

  @Override
  public Wei coinsForOne() {
    BigInteger price = fees.first(chain.fees()).maxFee().value();
    return new Wei(price.multiply(BigInteger.valueOf(GAS_FOR_ONE)));
  }

  @Override
  public Wei price(Address provider) {
    DealTerms asked = found(terms, provider);
    return Wei.ofWhole(Math.min(asked.instructionPrice(), asked.paymentCollateral()));
  }

  /** A stranger says itself how many instructions it ran; the collateral bounds what they cost. */
  @Override
  public Wei most(Address provider) {
    DealTerms asked = found(terms, provider);
    return Wei.ofWhole(
        Math.addExact(
            asked.paymentCollateral(), Math.max(asked.mediationFee(), asked.timeoutCollateral())));
  }

  @Override
  public Optional<String> shortage(Address creator, Address provider) {
    DealTerms asked = found(terms, provider);
    Balances balances = ledger.balances(List.of(creator, provider));
    return shortOf(
            balances,
            creator,
            Math.addExact(
                Math.addExact(asked.paymentCollateral(), asked.timeoutCollateral()),
                asked.mediationFee()))
        .or(
            () ->
                shortOf(
                    balances,
                    provider,
                    Math.addExact(
                        Math.multiplyExact(
                            asked.instructionPrice(), asked.resultsCollateralMultiple()),
                        asked.timeoutCollateral())));
  }

  private static Optional<String> shortOf(Balances balances, Address account, long whole) {
    Wei least = Wei.ofWhole(whole);
    Wei held = balances.of(account).total();
    return held.compareTo(least) >= 0
        ? Optional.empty()
        : Optional.of(
            "The account "
                + account.checksummed()
                + " of lilypad.canaries holds "
                + held
                + " of the token's smallest unit, and one canary puts down "
                + least);
  }

  @Override
  public List<Long> runs(KnownJob job) throws InterruptedException {
    String module = job.job().module().toString();
    List<SolverDeal> others =
        solver.deals().stream()
            .filter(deal -> deal.jobOffer().module().hash().equals(module))
            .filter(deal -> !providers.containsKey(deal.members().resourceProvider()))
            .toList();
    return others.subList(Math.max(0, others.size() - MOST_LEARNT_FROM), others.size()).stream()
        .map(deal -> ledger.agreement(deal.id()))
        .filter(deal -> deal.dealAgreedAt() > 0)
        .filter(deal -> deal.resultsSubmittedAt() >= deal.dealAgreedAt())
        .map(deal -> deal.resultsSubmittedAt() - deal.dealAgreedAt())
        .toList();
  }

  @Override
  public JobOffer offer(KnownJob job, Address creator, Address provider) {
    return found(creators, creator)
        .offer(found(requests, job.job()), found(terms, provider), trusted);
  }

  @Override
  public void post(JobOffer offer) throws InterruptedException {
    solver.post(offer);
  }

  /** It runs all modules of which a result is known, so that no offer tells for which it came. */
  @Override
  public void postMachine(Address provider) throws InterruptedException {
    List<String> modules =
        requests.keySet().stream().map(job -> job.module().toString()).distinct().sorted().toList();
    solver.post(found(providers, provider).offer(modules, found(terms, provider), trusted));
  }

  @Override
  public Optional<LilypadCall.Agree> match(Canary canary) throws InterruptedException {
    return solver
        .dealOf(canary.offer(), canary.creator())
        .map(deal -> offered.agreeable(deal, canary));
  }

  @Override
  public Optional<ChainDeal> onChain(DealId deal) {
    return ledger.deal(deal);
  }

  @Override
  public Agreement agreement(DealId deal) {
    return ledger.agreement(deal);
  }

  @Override
  public Optional<ChainResult> result(DealId deal) {
    return ledger.result(deal);
  }

  @Override
  public Optional<Address> mediator(DealId deal) {
    return ledger.mediator(deal);
  }

  @Override
  public boolean endedForGood(DealId deal) {
    Optional<BlockRef> last = chain.heads().finalized();
    return last.isEmpty()
        || ledger.agreementAt(last.get(), deal).map(told -> told.state().terminal()).orElse(false);
  }

  @Override
  public long time() {
    return chain.heads().latest().timestamp();
  }

  @Override
  public boolean sending(Address account) {
    return chain.pendingNonce(account) > chain.nonce(account);
  }

  @Override
  public TransactionReceipt agreeProvider(Address provider, LilypadCall.Agree deal) {
    return found(providers, provider).agree(deal);
  }

  @Override
  public TransactionReceipt agreeCreator(Address creator, LilypadCall.Agree deal) {
    return found(creators, creator).agree(deal);
  }

  @Override
  public TransactionReceipt claim(Address provider, DealId deal, Cid claim) {
    ProviderAccount account = found(providers, provider);
    return account.addResult(deal, account.claim(deal, claim));
  }

  @Override
  public TransactionReceipt accept(Address creator, DealId deal) {
    return found(creators, creator).acceptResult(deal);
  }

  @Override
  public TransactionReceipt check(Address creator, DealId deal) {
    return found(creators, creator).checkResult(deal);
  }

  @Override
  public TransactionReceipt endRun(Address creator, DealId deal) {
    return found(creators, creator).timeoutSubmitResult(deal);
  }

  @Override
  public TransactionReceipt endCheck(Address creator, DealId deal) {
    return found(creators, creator).timeoutMediateResult(deal);
  }

  @Override
  public TransactionReceipt giveUpByProvider(Address provider, DealId deal) {
    return found(providers, provider).timeoutAgree(deal);
  }

  @Override
  public TransactionReceipt giveUpByCreator(Address creator, DealId deal) {
    return found(creators, creator).timeoutAgree(deal);
  }

  private static <K, V> V found(Map<K, V> all, K key) {
    V value = all.get(key);
    if (value == null) {
      throw new IllegalStateException("expected one of " + all.keySet() + ", got " + key);
    }
    return value;
  }
}
