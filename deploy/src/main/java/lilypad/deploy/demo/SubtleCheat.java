package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import lilypad.market.PlayedDeal;
import lilypad.market.provider.Alteration;
import lilypad.market.provider.Conduct;
import lilypad.protocol.abi.AgreementState;

/**
 * The provider runs the job, changes one byte of a picture, and serves what it claims: it is
 * slashed, and the record names the byte.
 */
record SubtleCheat() implements Scenario {

  private static final String PROMPT = "purple jellyfish in the sky";

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("REJECT");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    PlayedDeal deal =
        dispute.play(
            dispute.script("jellyfish", Map.of("Prompt", PROMPT)).with(Conduct.ONE_BYTE_CHANGED));
    Alteration changed = Alteration.of(deal.honestOutput());
    dispute.tell("one byte of " + changed.path() + " is not what the job wrote");
    long nonce = dispute.chain().nonce(dispute.site());
    dispute.check();
    dispute.awaitEnding(AgreementState.MEDIATION_REJECTED);
    JsonNode difference = dispute.awaitDifference();
    dispute.expectVerdict();
    dispute.expectNonce(nonce + 1);
    dispute.expectMoney(Scenario.rejected(dispute.devnet().settings()));
    for (VoteRow vote : dispute.votes()) {
      dispute.expect().equal("the vote of " + vote.verifier(), "MISMATCH", vote.vote());
      dispute
          .expect()
          .equal(
              "the result of " + vote.verifier(),
              Optional.of(deal.honest().toString()),
              vote.dataId());
    }
    dispute.expect().holds("a difference is shown", difference.path("shown").asBoolean());
    dispute.expect().equal("the differing file", changed.path(), text(difference, "path"));
    dispute
        .expect()
        .equal("the byte's offset", changed.offset(), difference.path("offset").asLong(-1));
    dispute
        .expect()
        .equal("the claimed byte", changed.claimed(), difference.path("claimByte").asInt(-1));
    dispute
        .expect()
        .equal("the honest byte", changed.honest(), difference.path("resultByte").asInt(-1));
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }
}
