package lilypad.market.solver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.chain.rpc.EvmChain;
import lilypad.market.contracts.Ledger;
import lilypad.market.offer.DealTerms;
import lilypad.market.solver.MatchOutcome.NoMatch;
import lilypad.market.solver.MatchOutcome.Obstacle;
import lilypad.protocol.Address;
import lilypad.protocol.ContractSet;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.GoJson;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.MachineSpec;
import lilypad.protocol.job.ModuleRef;
import lilypad.protocol.job.OfferPricing;
import lilypad.protocol.job.ResourceOffer;
import lilypad.protocol.job.TrustedParties;
import org.junit.jupiter.api.Test;

class SolverBookTest {

  private static final Address SOLVER = account(1);
  private static final Address CREATOR = account(2);
  private static final Address PROVIDER = account(3);
  private static final Address ANNA = account(4);
  private static final Address BELA = account(5);
  private static final Address CARL = account(6);
  private static final MachineSpec SMALL = new MachineSpec(0, List.of(), 1000, 128, 0);
  private static final OfferPricing PRICES = OfferPricing.of(10, 30, 4, 5);
  private static final Duration LONG = Duration.ofSeconds(100);
  private static final DealTerms TERMS = new DealTerms(10, 30, 4, 5, 10, LONG, LONG, LONG, LONG);
  private static final JobOffer JOB = job(CREATOR, SMALL, trust(SOLVER, ANNA, BELA));
  private static final ResourceOffer MACHINE =
      machine(SMALL, List.of(), PRICES, trust(SOLVER, CARL, BELA, ANNA));

  private final SolverBook book =
      new SolverBook(SOLVER, noChain(), InstantSource.fixed(Instant.ofEpochMilli(1_700_000)));

  @Test
  void aDealNamesTheMediatorsThatBothTrustInTheJobCreatorsOrder() {
    MatchedDeal deal = matched(JOB, MACHINE);

    assertThat(deal.members().mediators()).containsExactly(ANNA, BELA);
    assertThat(deal.members().solver()).isEqualTo(SOLVER);
    assertThat(deal.pricing()).isEqualTo(PRICES.onChain());
    assertThat(deal.timeouts()).isEqualTo(TERMS.timeouts());
    assertThat(book.deal(deal.id())).contains(deal);
  }

  @Test
  void everyIdIsThatOfItsContent() {
    MatchedDeal deal = matched(JOB.withId("lie"), MACHINE);

    assertThat(DealIds.recompute(GoJson.deal(deal.deal())).toString()).isEqualTo(deal.id().text());
    assertThat(deal.deal().jobOffer().id()).isEqualTo(DealIds.jobOffer(JOB).toString());
    assertThat(deal.deal().resourceOffer().id())
        .isEqualTo(DealIds.resourceOffer(MACHINE).toString());
  }

  @Test
  void offersThatDoNotFitMakeNoDeal() {
    TrustedParties trust = trust(SOLVER, ANNA);
    assertNoMatch(Obstacle.OTHER_SOLVER, job(CREATOR, SMALL, trust(CARL, ANNA)), MACHINE);
    assertNoMatch(Obstacle.OTHER_SOLVER, JOB, machine(SMALL, List.of(), PRICES, trust(CARL, ANNA)));
    assertNoMatch(Obstacle.SAME_PARTY, job(PROVIDER, SMALL, trust), MACHINE);
    assertNoMatch(Obstacle.OTHER_TARGET, targeted(CARL), MACHINE);
    assertThat(book.match(targeted(PROVIDER), MACHINE, TERMS.timeouts(), SolverConduct.HONEST))
        .isInstanceOf(MatchedDeal.class);
    assertNoMatch(
        Obstacle.MODULE_NOT_OFFERED, JOB, machine(SMALL, List.of("other"), PRICES, trust));
    assertThat(
            book.match(
                JOB,
                machine(SMALL, List.of("other", "hash"), PRICES, trust),
                TERMS.timeouts(),
                SolverConduct.HONEST))
        .isInstanceOf(MatchedDeal.class);
    MachineSpec larger = new MachineSpec(0, List.of(), 1000, 129, 0);
    assertNoMatch(Obstacle.MACHINE_TOO_SMALL, job(CREATOR, larger, trust), MACHINE);
    assertNoMatch(
        Obstacle.PRICES_DIFFER,
        JOB,
        machine(SMALL, List.of(), OfferPricing.of(11, 30, 4, 5), trust));
    assertNoMatch(
        Obstacle.NO_COMMON_MEDIATOR, JOB, machine(SMALL, List.of(), PRICES, trust(SOLVER, CARL)));
  }

  private void assertNoMatch(Obstacle obstacle, JobOffer job, ResourceOffer machine) {
    assertThat(book.match(job, machine, TERMS.timeouts(), SolverConduct.HONEST))
        .isEqualTo(new NoMatch(obstacle));
  }

  private MatchedDeal matched(JobOffer job, ResourceOffer machine) {
    MatchOutcome outcome = book.match(job, machine, TERMS.timeouts(), SolverConduct.HONEST);
    assertThat(outcome).isInstanceOf(MatchedDeal.class);
    return (MatchedDeal) outcome;
  }

  private static JobOffer targeted(Address target) {
    return job(CREATOR, SMALL, trust(SOLVER, ANNA), Optional.of(target));
  }

  private static JobOffer job(Address creator, MachineSpec spec, TrustedParties trust) {
    return job(creator, spec, trust, Optional.empty());
  }

  private static JobOffer job(
      Address creator, MachineSpec spec, TrustedParties trust, Optional<Address> target) {
    return new JobOffer(
        "",
        1,
        2,
        creator,
        new ModuleRef("cowsay", "", "hash", "/lilypad_module.json"),
        spec,
        Map.of("Message", "moo"),
        JobOffer.InputFiles.NONE,
        0,
        DealTerms.MODE,
        PRICES,
        trust,
        target);
  }

  private static ResourceOffer machine(
      MachineSpec spec, List<String> modules, OfferPricing prices, TrustedParties trust) {
    return new ResourceOffer(
        "", 1, PROVIDER, 0, spec, modules, DealTerms.MODE, prices, Map.of(), trust);
  }

  private static TrustedParties trust(Address solver, Address... mediators) {
    return new TrustedParties(Optional.of(solver), List.of(mediators), "");
  }

  private static Address account(int number) {
    return Address.fromHex("%040x".formatted(number));
  }

  /** Matching asks no chain. */
  private static Ledger noChain() {
    EvmChain chain =
        (EvmChain)
            Proxy.newProxyInstance(
                SolverBookTest.class.getClassLoader(),
                new Class<?>[] {EvmChain.class},
                (proxy, method, arguments) -> {
                  throw new AssertionError("expected no question, got " + method);
                });
    Address nowhere = Address.ZERO;
    return new Ledger(chain, new ContractSet(nowhere, nowhere, nowhere, nowhere, nowhere, nowhere));
  }
}
