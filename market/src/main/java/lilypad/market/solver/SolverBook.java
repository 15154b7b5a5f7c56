package lilypad.market.solver;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lilypad.market.contracts.Ledger;
import lilypad.market.solver.MatchOutcome.NoMatch;
import lilypad.market.solver.MatchOutcome.Obstacle;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.abi.Members;
import lilypad.protocol.abi.Timeouts;
import lilypad.protocol.job.DealContainer;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.GoJson;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.MachineSpec;
import lilypad.protocol.job.ModuleRef;
import lilypad.protocol.job.ResourceOffer;
import lilypad.protocol.job.SolverDeal;
import lilypad.protocol.job.SolverResult;

/**
 * A solver's deals. What was matched is kept here; where a deal stands, its mediator and its claim
 * are asked of the chain each time, so that nothing here can differ from it. Thread safe.
 */
public final class SolverBook {

  private final Address solver;
  private final Ledger ledger;
  private final InstantSource clock;
  private final Map<DealId, Listed> deals = new LinkedHashMap<>();

  private record Listed(MatchedDeal deal, SolverConduct conduct) {}

  /**
   * @param solver the solver's account, which every deal names
   */
  public SolverBook(Address solver, Ledger ledger, InstantSource clock) {
    this.solver = solver;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** The solver's account. */
  public Address solver() {
    return solver;
  }

  /**
   * Makes a deal of two offers, if they fit, and lists it. The offers get the ids that their
   * content gives them; those they come with are not looked at.
   *
   * @param timeouts what both parties will agree to
   * @param conduct how the deal is told afterwards
   */
  public MatchOutcome match(
      JobOffer job, ResourceOffer resource, Timeouts timeouts, SolverConduct conduct) {
    Optional<Obstacle> obstacle = obstacle(job, resource);
    if (obstacle.isPresent()) {
      return new NoMatch(obstacle.get());
    }
    SolverDeal deal =
        DealIds.identified(
            new SolverDeal(
                new DealId(""),
                new Members(
                    solver,
                    job.jobCreator(),
                    resource.resourceProvider(),
                    mediators(job, resource)),
                job.pricing(),
                job.withId(DealIds.jobOffer(job).toString()),
                resource.withId(DealIds.resourceOffer(resource).toString())));
    MatchedDeal matched = new MatchedDeal(deal, clock.millis(), timeouts);
    synchronized (deals) {
      deals.putIfAbsent(matched.id(), new Listed(matched, conduct));
    }
    return matched;
  }

  /** What was matched under that id. */
  public Optional<MatchedDeal> deal(DealId id) {
    return listed(id).map(Listed::deal);
  }

  private Optional<Listed> listed(DealId id) {
    synchronized (deals) {
      return Optional.ofNullable(deals.get(id));
    }
  }

  /**
   * The deal's container as Lilypad's solver prints it; throws what {@link Ledger} throws.
   *
   * @return empty for a deal that is not listed
   */
  public Optional<Bytes> containerJson(DealId id) {
    return listed(id).map(listed -> GoJson.container(container(listed)));
  }

  /**
   * The claim that is on chain, as Lilypad's solver prints a result; throws what {@link Ledger}
   * throws.
   *
   * @return empty for a deal that is not listed or has no claim yet
   */
  public Optional<Bytes> resultJson(DealId id) {
    return deal(id)
        .flatMap(deal -> ledger.result(id))
        .map(
            claim ->
                GoJson.result(
                    new SolverResult(
                        claim.resultsIdText(), id, claim.claim(), "", claim.instructionCount())));
  }

  /** A JSON array of the containers of the deals that {@code query} asks for, oldest first. */
  public Bytes listingJson(DealQuery query) {
    List<Listed> listed;
    synchronized (deals) {
      listed = List.copyOf(deals.values());
    }
    String array =
        listed.stream()
            .filter(one -> query.mayHold(one.deal()))
            .map(this::container)
            .filter(query::holds)
            .map(container -> text(GoJson.container(container)))
            .collect(Collectors.joining(",", "[", "]"));
    return Bytes.of(array.getBytes(StandardCharsets.UTF_8));
  }

  private DealContainer container(Listed listed) {
    MatchedDeal matched = listed.deal();
    DealId id = matched.id();
    return DealContainer.of(
        listed.conduct().told(matched.deal()),
        matched.createdAt(),
        ListedState.of(ledger.agreement(id).state()).number(),
        ledger.mediator(id));
  }

  private static String text(Bytes utf8) {
    return new String(utf8.toArray(), StandardCharsets.UTF_8);
  }

  private Optional<Obstacle> obstacle(JobOffer job, ResourceOffer resource) {
    if (!trusted(job.trustedParties().solver()) || !trusted(resource.trustedParties().solver())) {
      return Optional.of(Obstacle.OTHER_SOLVER);
    }
    if (job.jobCreator().equals(resource.resourceProvider())) {
      return Optional.of(Obstacle.SAME_PARTY);
    }
    if (!job.target().map(resource.resourceProvider()::equals).orElse(true)) {
      return Optional.of(Obstacle.OTHER_TARGET);
    }
    if (!offered(resource.modules(), job.module())) {
      return Optional.of(Obstacle.MODULE_NOT_OFFERED);
    }
    if (!fits(job.spec(), resource.spec())) {
      return Optional.of(Obstacle.MACHINE_TOO_SMALL);
    }
    if (!job.pricing().equals(resource.defaultPricing())) {
      return Optional.of(Obstacle.PRICES_DIFFER);
    }
    return mediators(job, resource).isEmpty()
        ? Optional.of(Obstacle.NO_COMMON_MEDIATOR)
        : Optional.empty();
  }

  private boolean trusted(Optional<Address> named) {
    return named.map(solver::equals).orElse(true);
  }

  /** A provider names modules by content id; one that names none runs any. */
  private static boolean offered(List<String> modules, ModuleRef wanted) {
    return modules.isEmpty() || modules.contains(wanted.hash());
  }

  private static boolean fits(MachineSpec needed, MachineSpec offered) {
    return needed.gpu() <= offered.gpu()
        && needed.cpu() <= offered.cpu()
        && needed.ram() <= offered.ram()
        && needed.disk() <= offered.disk();
  }

  /** Those that both trust, each once, in the job creator's order. */
  private static List<Address> mediators(JobOffer job, ResourceOffer resource) {
    return job.trustedParties().mediators().stream()
        .distinct()
        .filter(resource.trustedParties().mediators()::contains)
        .toList();
  }
}
