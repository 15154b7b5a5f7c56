package lilypad.market.canary;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import lilypad.chain.rpc.Reverted;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.CallReverted;
import lilypad.chain.send.TransactionFailed;
import lilypad.market.offer.DealTerms;
import lilypad.market.solver.SolverRefusal;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Agreement;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.ChainDeal;
import lilypad.protocol.abi.ChainResult;
import lilypad.protocol.abi.LilypadCall;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.Timeout;
import lilypad.protocol.abi.Timeouts;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.MachineSpec;
import lilypad.protocol.job.ModuleRef;
import lilypad.protocol.job.OfferPricing;
import lilypad.protocol.job.TrustedParties;
import lilypad.verifier.config.KnownJob;

/** A chain and a solver in memory, with a clock that is moved by hand. */
final class FakeCanaryMarket implements CanaryMarket, InstantSource {

  /** Stands for kill -9. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  static final Wei COINS = Wei.of(1_000);
  static final Wei SPENT_PER_STEP = Wei.of(100);
  static final Wei PRICE = Wei.of(10);

  /** What a job costs at the worst: all that is put down for it, and what judging it late does. */
  static final Wei MOST = Wei.of(40);

  static final Address STRANGER = Address.fromHex("%040x".formatted(77));
  static final long JUDGE_SECONDS = 1_000;
  static final long DEADLINE = 100;
  private static final OfferPricing PRICES = OfferPricing.of(10, 30, 4, 5);

  /** What the chain knows of a deal. */
  private static final class OnChain {
    final LilypadCall.Agree call;
    final long created;
    long provider;
    long creator;
    long agreed;
    long submitted;
    long checked;
    AgreementState state = AgreementState.DEAL_NEGOTIATING;

    OnChain(LilypadCall.Agree call, long created) {
      this.call = call;
      this.created = created;
    }
  }

  final Map<DealId, Cid> claims = new HashMap<>();
  private final Map<DealId, ChainResult> results = new HashMap<>();
  final List<KnownJob> brought = new ArrayList<>();
  boolean solverAnswers = true;
  boolean matches = true;
  boolean tokensShort;

  /** Machines of strangers that wait for jobs. */
  int strangersWait;

  /** How long runs took others. */
  List<Long> shown = List.of();

  /** When the machines of ours were offered, and by whom. */
  final List<Long> machines = new ArrayList<>();

  /** Of each deal, whether its creator was the first to agree. */
  final List<Boolean> firstAgreed = new ArrayList<>();

  /** Job offers that the solver has. */
  final List<JobOffer> jobs = new ArrayList<>();

  /** Whether what was sent is not mined yet. */
  boolean onItsWay;

  /** Whether the node does not have what is on chain since. */
  boolean behind;

  /** Whether the next transaction fails in its block. */
  boolean fails;

  /** Whether the clock moves by itself whenever it is looked at. */
  boolean moves;

  private final Map<DealId, OnChain> chain = new HashMap<>();
  private final Map<String, LilypadCall.Agree> made = new HashMap<>();
  private final Set<String> waiting = new LinkedHashSet<>();
  private long seconds = 1_700_000_000;
  private long nonce;
  private final AtomicInteger accepted = new AtomicInteger();
  private int calls;
  private int diesAt;
  private boolean before;

  /**
   * The process dies at a call that changes something.
   *
   * @param more which, counted from the next one as 1
   * @param first whether it dies before the call has its effect, or after it
   */
  void diesIn(int more, boolean first) {
    diesAt = calls + more;
    before = first;
  }

  @Override
  public Instant instant() {
    if (moves) {
      seconds += 100;
    }
    return Instant.ofEpochSecond(seconds);
  }

  void pass(long more) {
    seconds += more;
  }

  /** How many claims were accepted; for another thread than the market's. */
  int acceptedSoFar() {
    return accepted.get();
  }

  /** The states of all deals of which something is on chain. */
  List<AgreementState> states() {
    return chain.values().stream().map(deal -> deal.state).toList();
  }

  private void change(Runnable effect) {
    calls++;
    boolean dies = calls == diesAt;
    if (dies && before) {
      throw new Killed();
    }
    effect.run();
    if (dies) {
      throw new Killed();
    }
  }

  @Override
  public Wei coinsForOne() {
    return COINS;
  }

  @Override
  public Wei price(Address provider) {
    return PRICE;
  }

  @Override
  public Wei most(Address provider) {
    return MOST;
  }

  @Override
  public Optional<String> shortage(Address creator, Address provider) {
    return tokensShort ? Optional.of("no tokens") : Optional.empty();
  }

  @Override
  public List<Long> runs(KnownJob job) {
    return shown;
  }

  @Override
  public JobOffer offer(KnownJob job, Address creator, Address provider) {
    brought.add(job);
    TrustedParties trusted =
        new TrustedParties(Optional.of(Address.ZERO), List.of(Address.ZERO), "");
    MachineSpec machine = new MachineSpec(0, List.of(), 1, 1, 1);
    return new JobOffer(
        "",
        seconds,
        nonce++,
        creator,
        new ModuleRef(job.name(), "", job.job().module().toString(), "/m"),
        machine,
        job.job().inputs(),
        JobOffer.InputFiles.NONE,
        0,
        DealTerms.MODE,
        PRICES,
        trusted,
        Optional.empty());
  }

  @Override
  public void post(JobOffer offer) {
    if (!solverAnswers) {
      throw new SolverRefusal("an answer, got none");
    }
    change(
        () -> {
          jobs.add(offer);
          String id = DealIds.jobOffer(offer).toString();
          if (strangersWait > 0) {
            strangersWait--;
            match(id, STRANGER);
          } else {
            waiting.add(id);
          }
        });
  }

  @Override
  public void postMachine(Address provider) {
    change(
        () -> {
          machines.add(seconds);
          if (matches) {
            takes(provider);
          }
        });
  }

  /** The solver starts again, and has no offers and no deals. */
  void solverForgets() {
    waiting.clear();
    made.clear();
  }

  /** A machine takes the job that waits longest. */
  void takes(Address provider) {
    waiting.stream().findFirst().ifPresent(job -> match(job, provider));
  }

  private void match(String offer, Address provider) {
    waiting.remove(offer);
    JobOffer job =
        jobs.stream()
            .filter(one -> DealIds.jobOffer(one).toString().equals(offer))
            .findFirst()
            .orElseThrow();
    Timeout soon = Timeout.of(DEADLINE, Wei.ZERO);
    made.put(
        offer,
        new LilypadCall.Agree(
            new DealId("deal of " + offer),
            new Members(Address.ZERO, job.jobCreator(), provider, List.of(Address.ZERO)),
            new Timeouts(soon, soon, Timeout.of(JUDGE_SECONDS, Wei.ofWhole(10)), soon),
            PRICES.onChain()));
  }

  @Override
  public Optional<LilypadCall.Agree> match(Canary canary) {
    return Optional.ofNullable(made.get(canary.offer()));
  }

  /** The one deal that the solver made. */
  LilypadCall.Agree onlyDeal() {
    return made.values().iterator().next();
  }

  /** A stranger agrees, to what was offered or to something else. */
  void strangerAgrees(LilypadCall.Agree call) {
    OnChain known = onChain(call);
    known.provider = seconds;
    both(known);
  }

  void strangerClaims(DealId deal, String claim, long instructions) {
    OnChain known = in(deal, AgreementState.DEAL_AGREED);
    known.submitted = seconds;
    known.state = AgreementState.RESULTS_SUBMITTED;
    results.put(
        deal,
        new ChainResult(
            deal,
            Bytes.EMPTY,
            Bytes.of(claim.getBytes(StandardCharsets.UTF_8)),
            BigInteger.valueOf(instructions)));
  }

  /** What the drawn mediator says. */
  void judged(DealId deal, AgreementState verdict) {
    in(deal, AgreementState.RESULTS_CHECKED).state = verdict;
  }

  @Override
  public Optional<ChainDeal> onChain(DealId deal) {
    return Optional.ofNullable(behind ? null : chain.get(deal))
        .map(
            known ->
                new ChainDeal(
                    deal, known.call.members(), known.call.timeouts(), known.call.pricing()));
  }

  @Override
  public Agreement agreement(DealId deal) {
    OnChain known = behind ? null : chain.get(deal);
    if (known == null) {
      return new Agreement(AgreementState.DEAL_NEGOTIATING, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
    return new Agreement(
        known.state,
        known.provider,
        known.creator,
        known.created,
        known.agreed,
        known.submitted,
        0,
        known.checked,
        0,
        0,
        0,
        0,
        0,
        0);
  }

  @Override
  public Optional<ChainResult> result(DealId deal) {
    return Optional.ofNullable(results.get(deal));
  }

  @Override
  public Optional<Address> mediator(DealId deal) {
    return Optional.of(Address.ZERO);
  }

  @Override
  public boolean endedForGood(DealId deal) {
    return agreement(deal).state().terminal();
  }

  @Override
  public long time() {
    return seconds;
  }

  @Override
  public boolean sending(Address account) {
    return onItsWay;
  }

  @Override
  public TransactionReceipt agreeProvider(Address provider, LilypadCall.Agree deal) {
    require(!chain.containsKey(deal.dealId()) || onChain(deal).provider == 0);
    return step(
        () -> {
          OnChain known = onChain(deal);
          first(known, false);
          known.provider = seconds;
          both(known);
        });
  }

  @Override
  public TransactionReceipt agreeCreator(Address creator, LilypadCall.Agree deal) {
    if (tokensShort) {
      throw reverted("ERC20: transfer amount exceeds balance");
    }
    require(!chain.containsKey(deal.dealId()) || onChain(deal).creator == 0);
    return step(
        () -> {
          OnChain known = onChain(deal);
          first(known, true);
          known.creator = seconds;
          both(known);
        });
  }

  private void first(OnChain known, boolean creator) {
    if (known.provider == 0 && known.creator == 0) {
      firstAgreed.add(creator);
    }
  }

  /** Who agrees second has to agree to the same. */
  private OnChain onChain(LilypadCall.Agree deal) {
    OnChain known = chain.computeIfAbsent(deal.dealId(), id -> new OnChain(deal, seconds));
    require(known.call.equals(deal));
    return known;
  }

  private void both(OnChain known) {
    if (known.provider != 0 && known.creator != 0) {
      known.agreed = seconds;
      known.state = AgreementState.DEAL_AGREED;
    }
  }

  @Override
  public TransactionReceipt claim(Address provider, DealId deal, Cid claim) {
    OnChain known = in(deal, AgreementState.DEAL_AGREED);
    return step(
        () -> {
          known.submitted = seconds;
          known.state = AgreementState.RESULTS_SUBMITTED;
          claims.put(deal, claim);
        });
  }

  @Override
  public TransactionReceipt accept(Address creator, DealId deal) {
    OnChain known = in(deal, AgreementState.RESULTS_SUBMITTED);
    TransactionReceipt receipt = step(() -> known.state = AgreementState.RESULTS_ACCEPTED);
    accepted.incrementAndGet();
    return receipt;
  }

  @Override
  public TransactionReceipt check(Address creator, DealId deal) {
    OnChain known = in(deal, AgreementState.RESULTS_SUBMITTED);
    return step(
        () -> {
          known.checked = seconds;
          known.state = AgreementState.RESULTS_CHECKED;
        });
  }

  @Override
  public TransactionReceipt endRun(Address creator, DealId deal) {
    OnChain known = in(deal, AgreementState.DEAL_AGREED);
    require(seconds > known.agreed + DEADLINE);
    return step(() -> known.state = AgreementState.TIMEOUT_SUBMIT_RESULTS);
  }

  @Override
  public TransactionReceipt endCheck(Address creator, DealId deal) {
    OnChain known = in(deal, AgreementState.RESULTS_CHECKED);
    return step(() -> known.state = AgreementState.TIMEOUT_MEDIATE_RESULTS);
  }

  @Override
  public TransactionReceipt giveUpByProvider(Address provider, DealId deal) {
    return giveUp(deal);
  }

  @Override
  public TransactionReceipt giveUpByCreator(Address creator, DealId deal) {
    return giveUp(deal);
  }

  private TransactionReceipt giveUp(DealId deal) {
    OnChain known = in(deal, AgreementState.DEAL_NEGOTIATING);
    require(seconds > known.created + DEADLINE);
    return step(() -> known.state = AgreementState.TIMEOUT_AGREE);
  }

  private OnChain in(DealId deal, AgreementState state) {
    OnChain known = Objects.requireNonNull(chain.get(deal), "nothing is on chain");
    require(known.state == state);
    return known;
  }

  private static void require(boolean allowed) {
    if (!allowed) {
      throw reverted("Not correct state");
    }
  }

  private static CallReverted reverted(String reason) {
    return new CallReverted(Address.ZERO, new Reverted(Bytes.EMPTY, reason));
  }

  private TransactionReceipt step(Runnable effect) {
    if (fails) {
      fails = false;
      throw new TransactionFailed(Hash32.ZERO, "was mined and failed");
    }
    change(effect);
    return new TransactionReceipt(
        Hash32.ZERO,
        true,
        Hash32.ZERO,
        1,
        SPENT_PER_STEP.value().longValueExact(),
        new Wei(BigInteger.ONE),
        Optional.empty(),
        List.of());
  }
}
