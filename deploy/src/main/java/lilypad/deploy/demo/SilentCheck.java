package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.deploy.devnet.Devnet;
import lilypad.market.PlayedDeal;
import lilypad.market.offer.DealTerms;
import lilypad.market.provider.Conduct;
import lilypad.protocol.abi.AgreementState;

/**
 * Nobody challenges a claim, and the mediator looks all the same. Of a right one nobody hears, and
 * the chain's own time-out pays the provider. A wrong one moves nothing either: it is a warning,
 * and the client, warned, asks for a check that runs anew.
 */
record SilentCheck() implements Scenario {

  /** What a mediator has to be told for it: every claim is looked at. */
  static final Map<String, Object> EVERY_CLAIM = Map.of("sampling.rate", "1");

  private static final String ALARM = "WRONG CLAIM that nobody challenged";

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("REJECT");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    long nonce = dispute.chain().nonce(dispute.site());
    rightClaim(dispute);
    dispute.expectNonce(nonce);
    PlayedDeal deal = wrongClaim(dispute);
    dispute.expectNonce(nonce);
    clientAsks(dispute, deal);
    dispute.expectNonce(nonce + 1);
  }

  private static void rightClaim(Dispute dispute) throws InterruptedException {
    Devnet devnet = dispute.devnet();
    dispute.play(dispute.script());
    JsonNode record = dispute.awaitVerdictOnRecord();
    expectSilent(dispute, record, "ACCEPT");
    dispute.expect().holds("nobody is warned of a right claim", record.path("warning").isNull());
    dispute.timeOutJudgement();
    DealTerms terms = devnet.settings().terms();
    long paid = Math.min(terms.instructionPrice(), terms.paymentCollateral());
    dispute.expectMoney(
        MoneyMoved.whole(-paid - terms.timeoutCollateral(), paid, 0, terms.timeoutCollateral()));
  }

  private static PlayedDeal wrongClaim(Dispute dispute) throws InterruptedException {
    PlayedDeal deal = dispute.play(dispute.script().with(Conduct.INVENTED_RESULT));
    JsonNode record = dispute.awaitRecord("a warning", told -> told.path("warning").isObject());
    expectSilent(dispute, record, "REJECT");
    Expectations expect = dispute.expect();
    expect.equal(
        "the claim that is warned of",
        deal.claim().dataId().toString(),
        record.path("warning").path("claim").asText());
    expect.holds(
        "the deal is the only one in the list of warnings",
        dispute.site().api().warnings().equals(List.of(deal.id())));
    expect.holds(
        "the mediator's log says: " + ALARM, dispute.site().mediator().linesPrinted(ALARM) == 1);
    expect.equal(
        "the deal's state on chain after the warning",
        AgreementState.RESULTS_SUBMITTED,
        dispute.chain().state(deal.id()));
    return deal;
  }

  private static void clientAsks(Dispute dispute, PlayedDeal deal) {
    dispute.tell("the client was warned and asks for a check");
    dispute.check();
    dispute.awaitEnding(AgreementState.MEDIATION_REJECTED);
    JsonNode record =
        dispute.awaitRecord(
            "the verdict that the client asked for",
            told -> !told.path("silent").asBoolean() && VoteRow.text(told, "verdict").isPresent());
    dispute.expectVerdict();
    dispute.expect().equal("the mediations on record", 1, record.path("mediations").asInt());
    dispute.expect().holds("the warning is over", record.path("warning").isNull());
    dispute.expect().holds("no warning stands any more", dispute.site().api().warnings().isEmpty());
    for (VoteRow vote : dispute.votes()) {
      dispute
          .expect()
          .equal(
              "the result of " + vote.verifier(),
              Optional.of(deal.honest().toString()),
              vote.dataId());
    }
    dispute.expectMoney(Scenario.rejected(dispute.devnet().settings()));
  }

  private static void expectSilent(Dispute dispute, JsonNode record, String verdict) {
    dispute.expect().holds("nobody asked for the check", record.path("silent").asBoolean());
    dispute.expect().equal("the silent verdict", verdict, record.path("verdict").asText());
    dispute.expect().holds("nothing is to be posted", record.path("settlement").isNull());
    dispute.expect().equal("the mediations on record", 0, record.path("mediations").asInt());
  }
}
