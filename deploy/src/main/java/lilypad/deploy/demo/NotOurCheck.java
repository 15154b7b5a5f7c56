package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import lilypad.chain.send.AccountSender;
import lilypad.deploy.devnet.Devnet;
import lilypad.market.DevnetAccount;
import lilypad.market.PlayedDeal;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadCall;

/** Another mediator was drawn: ours sees the check, does nothing, and sees the other's verdict. */
record NotOurCheck() implements Scenario {

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.empty();
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    Devnet devnet = dispute.devnet();
    DevnetAccount stranger = devnet.accounts().secondMediator();
    PlayedDeal deal = dispute.play(dispute.script().among(List.of(stranger.address())));
    long nonce = dispute.chain().nonce(dispute.site());
    dispute.check();
    dispute
        .expect()
        .equal(
            "the drawn mediator",
            Optional.of(stranger.address()),
            dispute.chain().drawn(deal.id()));
    expectNothingDone(dispute, dispute.awaitChainState(AgreementState.RESULTS_CHECKED));

    dispute.tell("the drawn mediator gives its verdict");
    new AccountSender(devnet.chain(), stranger.key(), devnet.settings().sending())
        .send(
            devnet.market().contracts().mediation(),
            new LilypadCall.MediationAcceptResult(deal.id()).encode());
    dispute.awaitEnding(AgreementState.MEDIATION_ACCEPTED);
    expectNothingDone(dispute, dispute.awaitChainState(AgreementState.MEDIATION_ACCEPTED));
    dispute.expectNonce(nonce);
    MoneyMoved paid = Scenario.accepted(devnet.settings());
    dispute.expectMoney(paid.withoutMediator());
  }

  private static void expectNothingDone(Dispute dispute, JsonNode record) {
    dispute.expect().equal("the mediations on record", 0, record.path("mediations").asInt());
    dispute.expect().equal("the number of votes", 0, record.path("votes").size());
    dispute.expect().holds("no settlement is on record", record.path("settlement").isNull());
    dispute.expectVerdict();
  }
}
