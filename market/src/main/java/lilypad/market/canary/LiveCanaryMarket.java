package lilypad.market.canary;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.FeePolicy;
import lilypad.market.contracts.Ledger;
import lilypad.market.creator.JobCreator;
import lilypad.market.offer.DealTerms;
import lilypad.market.offer.JobRequest;
import lilypad.market.provider.ProviderAccount;
import lilypad.market.solver.SolverDoor;
import lilypad.market.solver.SolverRefusal;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.DealId;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.Members;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.SolverDeal;
import lilypad.protocol.job.TrustedParties;
import lilypad.verifier.config.KnownJob;

/** The market on a chain, with a solver over HTTP. */
final class LiveCanaryMarket implements CanaryMarket {

  /** What both agreements, claim and acceptance need together, rounded up. */
  private static final long GAS_FOR_ONE = 2_500_000;

  private final EvmChain chain;
  private final Ledger ledger;
  private final FeePolicy fees;
  private final SolverDoor solver;
  private final TrustedParties trusted;
  private final DealTerms terms;
  private final Map<KnownJob.Job, JobRequest> requests;
  private final Map<Address, JobCreator> creators;
  private final Map<Address, ProviderAccount> providers;

  LiveCanaryMarket(
      EvmChain chain,
      Ledger ledger,
      FeePolicy fees,
      SolverDoor solver,
      TrustedParties trusted,
      DealTerms terms,
      Map<KnownJob.Job, JobRequest> requests,
      Map<Address, JobCreator> creators,
      Map<Address, ProviderAccount> providers) {
    this.chain = chain;
    this.ledger = ledger;
    this.fees = fees;
    this.solver = solver;
    this.trusted = trusted;
    this.terms = terms;
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
  public Wei price() {
    return Wei.ofWhole(Math.min(terms.instructionPrice(), terms.paymentCollateral()));
  }

  @Override
  public Offers offers(KnownJob job, Address creator, Address provider) {
    JobRequest request = found(requests, job.job());
    return new Offers(
        found(creators, creator).offer(request, terms, trusted).withTarget(provider),
        found(providers, provider).offer(List.of(job.job().module().toString()), terms, trusted));
  }

  @Override
  public void post(Offers offers) throws InterruptedException {
    solver.post(offers.job());
    solver.post(offers.machine());
  }

  @Override
  public Optional<LilypadCall.Agree> deal(Offers offers) throws InterruptedException {
    return solver.dealOf(offers.job()).map(deal -> agreeable(deal, offers));
  }

  private LilypadCall.Agree agreeable(SolverDeal deal, Offers offers) {
    Members expected =
        new Members(
            trusted.solver().orElseThrow(),
            offers.job().jobCreator(),
            offers.machine().resourceProvider(),
            trusted.mediators());
    if (!deal.members().equals(expected) || !deal.pricing().equals(terms.pricing())) {
      throw new SolverRefusal(
          "a deal of "
              + expected
              + " for "
              + terms.pricing()
              + ", got one of "
              + deal.members()
              + " for "
              + deal.pricing());
    }
    return new LilypadCall.Agree(deal.id(), expected, terms.timeouts(), terms.pricing().onChain());
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
