package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import lilypad.market.PlayedDeal;
import lilypad.market.provider.Conduct;
import lilypad.protocol.Address;
import lilypad.protocol.abi.AgreementState;

/**
 * The client appointed the mediator as its watchman and never asks for anything. The provider
 * claims wrong, the silent check finds it, the mediator asks for a check in the client's place, and
 * the REJECT of that check moves the money as if the client had asked.
 */
record Watchman() implements Scenario {

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("REJECT");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    Address watchman = dispute.site().signer().address();
    Address client = dispute.devnet().accounts().creator().address();
    long nonce = dispute.chain().nonce(dispute.site());
    PlayedDeal deal =
        dispute.play(dispute.script().with(Conduct.INVENTED_RESULT).watchedBy(watchman));
    long clientsNonce = dispute.devnet().chain().nonce(client);
    Expectations expect = dispute.expect();
    expect.equal(
        "the watchman on chain",
        Optional.of(watchman),
        dispute.devnet().market().ledger().watchman(deal.id()));

    dispute.awaitCheckBySomebodyElse();
    dispute.awaitEnding(AgreementState.MEDIATION_REJECTED);
    JsonNode record =
        dispute.awaitRecord(
            "the verdict that the watchman asked for, and its request done for good",
            told ->
                !told.path("silent").asBoolean()
                    && VoteRow.text(told, "verdict").isPresent()
                    && told.path("watch").path("status").asText().equals("FINAL"));
    dispute.expectVerdict();
    expect.holds("the mediator decided to ask", record.path("watch").path("asks").asBoolean());
    expect.equal("its reason", "WRONG", record.path("watch").path("reason").asText());
    expect.equal(
        "the transaction that asked for the check",
        record.path("watch").path("txHash").asText(),
        record.path("check").path("transaction").asText());
    expect.equal("the mediations on record", 1, record.path("mediations").asInt());
    for (VoteRow vote : dispute.votes()) {
      expect.equal(
          "the result of " + vote.verifier(), Optional.of(deal.honest().toString()), vote.dataId());
    }
    expect.equal(
        "the client's transactions since its claim was posted",
        0L,
        dispute.devnet().chain().nonce(client) - clientsNonce);
    dispute.expectNonce(nonce + 2);
    dispute.expectMoney(Scenario.rejected(dispute.devnet().settings()));
  }
}
