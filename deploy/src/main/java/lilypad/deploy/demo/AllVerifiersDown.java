package lilypad.deploy.demo;

import java.time.Duration;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.FleetProcess;
import lilypad.market.PlayedDeal;
import lilypad.market.provider.Conduct;
import lilypad.protocol.abi.AgreementState;

/**
 * Nobody can judge: the mediator must say so in time and do nothing, and the chain's own time-out
 * gives everybody theirs back.
 *
 * @param mediateResults the chain's time for a verdict
 */
record AllVerifiersDown(Duration mediateResults) implements Scenario {

  @Override
  public String expectedVerdict() {
    return "INCONCLUSIVE";
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    Devnet devnet = dispute.devnet();
    dispute.tell("stopping all verifiers");
    devnet.verifiers().forEach(FleetProcess::stop);
    devnet.awaitConnected(0);
    PlayedDeal deal =
        dispute.play(Conduct.HONEST, devnet.settings().terms().withMediateResults(mediateResults));
    long nonce = dispute.chain().mediatorNonce();
    dispute.check();
    long deadline =
        deal.deal()
            .timeouts()
            .mediateResults()
            .deadline(devnet.market().ledger().agreement(deal.id()).resultsCheckedAt());

    dispute.awaitVerdictOnRecord();
    dispute.expectVerdict();
    dispute.expect().holds("the verdict came before the chain's deadline", time(devnet) < deadline);
    dispute.tell("waiting for the chain's deadline");
    dispute.waiting().until("the chain's deadline", () -> time(devnet) > deadline);
    devnet.market().timeoutMediateResult(deal.id());
    dispute.awaitEnding(AgreementState.TIMEOUT_MEDIATE_RESULTS);
    dispute.noVerdictOnChain();

    dispute.expect().equal("the mediator's transactions", nonce, dispute.chain().mediatorNonce());
    dispute
        .expect()
        .equal(
            "the mediator's transactions with those under way",
            nonce,
            dispute.chain().mediatorPendingNonce());
    dispute.expectMoney(MoneyMoved.whole(0, 0, 0, 0));
  }

  private static long time(Devnet devnet) {
    return devnet.chain().heads().latest().timestamp();
  }
}
