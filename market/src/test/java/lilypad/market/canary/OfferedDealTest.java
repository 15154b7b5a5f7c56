package lilypad.market.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import lilypad.market.offer.DealTerms;
import lilypad.market.solver.SolverRefusal;
import lilypad.protocol.Address;
import lilypad.protocol.DealId;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.Members;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.MachineSpec;
import lilypad.protocol.job.ModuleRef;
import lilypad.protocol.job.OfferPricing;
import lilypad.protocol.job.ResourceOffer;
import lilypad.protocol.job.SolverDeal;
import lilypad.protocol.job.TrustedParties;
import org.junit.jupiter.api.Test;

class OfferedDealTest {

  private static final Address SOLVER = account(1);
  private static final Address CREATOR = account(2);
  private static final Address STRANGER = account(3);
  private static final Address MEDIATOR = account(4);
  private static final Address OTHER_MEDIATOR = account(5);
  private static final Duration LONG = Duration.ofSeconds(100);
  private static final DealTerms TERMS = new DealTerms(10, 30, 4, 5, 10, LONG, LONG, LONG, LONG);
  private static final MachineSpec MACHINE = new MachineSpec(0, List.of(), 1000, 128, 0);
  private static final TrustedParties TRUSTED =
      new TrustedParties(Optional.of(SOLVER), List.of(MEDIATOR, OTHER_MEDIATOR), "");
  private static final JobOffer JOB =
      new JobOffer(
          "",
          1,
          1,
          CREATOR,
          new ModuleRef("cowsay", "", "hash", "/lilypad_module.json"),
          MACHINE,
          Map.of("Message", "moo"),
          JobOffer.InputFiles.NONE,
          0,
          DealTerms.MODE,
          TERMS.pricing(),
          TRUSTED,
          Optional.empty());
  private static final Members MEMBERS = new Members(SOLVER, CREATOR, STRANGER, List.of(MEDIATOR));
  private static final SolverDeal DEAL =
      new SolverDeal(
          new DealId("QmDeal"),
          MEMBERS,
          TERMS.pricing(),
          JOB,
          new ResourceOffer(
              "",
              1,
              STRANGER,
              0,
              MACHINE,
              List.of(),
              DealTerms.MODE,
              TERMS.pricing(),
              Map.of(),
              TRUSTED));
  private static final Canary CANARY =
      new Canary(
          DealIds.jobOffer(JOB).toString(),
          Optional.empty(),
          "cowsay",
          new Cid(Hash32.ZERO),
          CREATOR,
          account(6),
          Canary.Machine.DUE,
          new Cid(Hash32.ZERO),
          true,
          new Canary.Timing(1, 1, 1, 900),
          new Canary.Spending(Wei.ZERO, Wei.ZERO),
          Wei.ZERO,
          false);

  private final OfferedDeal offered = new OfferedDeal(TRUSTED, TERMS.timeouts());

  private static Address account(int number) {
    return Address.fromHex("%040x".formatted(number));
  }

  @Test
  void whatWasOfferedIsAgreedToWhoeversMachineItIs() {
    assertThat(offered.agreeable(DEAL, CANARY))
        .satisfies(
            call -> {
              assertThat(call.members()).isEqualTo(MEMBERS);
              assertThat(call.pricing()).isEqualTo(TERMS.pricing().onChain());
              assertThat(call.timeouts()).isEqualTo(TERMS.timeouts());
            });
  }

  @Test
  void whatTheSolverMadeOtherwiseIsRefused() {
    refused(job(JOB.withInputs(Map.of("Message", "more"))));
    refused(job(JOB.withTarget(STRANGER)));
    OfferPricing dearer = OfferPricing.of(10, 3_000, 4, 5);
    refused(deal -> new SolverDeal(deal.id(), MEMBERS, dearer, JOB, deal.resourceOffer()));
    refused(members(new Members(account(9), CREATOR, STRANGER, List.of(MEDIATOR))));
    refused(members(new Members(SOLVER, account(9), STRANGER, List.of(MEDIATOR))));
    refused(members(new Members(SOLVER, CREATOR, account(9), List.of(MEDIATOR))));
    refused(members(new Members(SOLVER, CREATOR, STRANGER, List.of())));
    refused(members(new Members(SOLVER, CREATOR, STRANGER, List.of(MEDIATOR, account(9)))));
  }

  private static UnaryOperator<SolverDeal> job(JobOffer other) {
    return deal -> new SolverDeal(deal.id(), MEMBERS, deal.pricing(), other, deal.resourceOffer());
  }

  private static UnaryOperator<SolverDeal> members(Members other) {
    return deal -> new SolverDeal(deal.id(), other, deal.pricing(), JOB, deal.resourceOffer());
  }

  private void refused(UnaryOperator<SolverDeal> change) {
    assertThatThrownBy(() -> offered.agreeable(change.apply(DEAL), CANARY))
        .isInstanceOf(SolverRefusal.class);
  }
}
