package lilypad.deploy.demo;

import java.util.Optional;
import lilypad.chain.send.AccountSender;
import lilypad.deploy.devnet.Devnet;
import lilypad.market.PlayedDeal;
import lilypad.market.contracts.EscrowDrain;
import lilypad.market.offer.DealTerms;
import lilypad.market.provider.Conduct;
import lilypad.protocol.DealId;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;

/**
 * On Lilypad's contracts a cheat takes its stake out of the open deal (defect D23), so that the
 * verdict reverts: the mediator keeps trying and settles once the escrow is filled again.
 */
record EmptyEscrow() implements Scenario {

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("REJECT");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    Devnet devnet = dispute.devnet();
    PlayedDeal deal = dispute.play(dispute.script().with(Conduct.INVENTED_RESULT));
    long nonce = dispute.chain().nonce(dispute.site());
    EscrowDrain cheat =
        new EscrowDrain(
            new AccountSender(
                devnet.chain(), devnet.accounts().provider().key(), devnet.settings().sending()),
            devnet.market().ledger(),
            devnet.settings().market().poll());
    dispute.tell("the provider takes its stake out of the open deal");
    Wei stake =
        cheat.drain(
            new DealId("sham beside " + deal.id().text()),
            devnet.accounts().secondMediator().address());
    dispute.expect().equal("what came out of escrow", stake(devnet.settings().terms()), stake);
    dispute.check();
    dispute.awaitRecord(
        "a verdict that the empty escrow holds up",
        record -> record.path("settlement").path("refusal").asText().equals("ESCROW_SHORT"));
    dispute.expectVerdict();
    dispute
        .expect()
        .equal(
            "the deal's state while the escrow is empty",
            AgreementState.RESULTS_CHECKED,
            dispute.chain().state(deal.id()));
    dispute.expectNonce(nonce);

    dispute.tell("the escrow is filled again");
    cheat.fill(stake);
    dispute.awaitEnding(AgreementState.MEDIATION_REJECTED);
    dispute.awaitRecord(
        "a final settlement",
        record -> record.path("settlement").path("status").asText().equals("FINAL"));
    dispute.expectNonce(nonce + 1);
    dispute.expectMoney(Scenario.rejectedByLilypadV2(devnet.settings()));
  }

  private static Wei stake(DealTerms terms) {
    return Wei.ofWhole(terms.instructionPrice() * terms.resultsCollateralMultiple());
  }
}
