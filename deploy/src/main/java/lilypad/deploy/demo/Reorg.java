package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.deploy.devnet.Devnet;
import lilypad.market.PlayedDeal;
import lilypad.protocol.abi.AgreementState;

/**
 * The block with the check is replaced by one without it after the mediator has seen it, and the
 * request lands in another block.
 */
record Reorg() implements Scenario {

  private static final int BLOCK_SECONDS = 1;

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("ACCEPT");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    Devnet devnet = dispute.devnet();
    PlayedDeal deal = dispute.play(dispute.script());
    long nonce = dispute.chain().nonce(dispute.site());
    devnet.anvil().setBlockSeconds(0);
    TransactionReceipt orphaned = dispute.checkInOneBlock();
    dispute.awaitRecord(
        "the first check", record -> checkedIn(record).equals(orphaned.blockHash().toString()));

    devnet.anvil().reorg(1);
    dispute.tell("replaced block " + orphaned.blockNumber());
    dispute
        .expect()
        .equal(
            "the deal's state after the reorg",
            AgreementState.RESULTS_SUBMITTED,
            dispute.chain().state(deal.id()));
    TransactionReceipt lasting = dispute.checkInOneBlock();
    devnet.anvil().setBlockSeconds(BLOCK_SECONDS);
    dispute
        .expect()
        .holds(
            "the check landed in another block", !lasting.blockHash().equals(orphaned.blockHash()));

    dispute.awaitEnding(AgreementState.MEDIATION_ACCEPTED);
    JsonNode record = dispute.awaitVerdictOnRecord();
    dispute.expectVerdict();
    dispute.expect().equal("the mediations on record", 1, record.path("mediations").asInt());
    dispute
        .expect()
        .equal("the check's block on record", lasting.blockHash().toString(), checkedIn(record));
    dispute
        .expect()
        .holds(
            "the orphaned block "
                + orphaned.blockHash()
                + " is recorded as retracted, got "
                + retracted(record),
            retracted(record).contains(orphaned.blockHash().toString()));
    dispute.expectNonce(nonce + 1);
    dispute.expectMoney(Scenario.accepted(devnet.settings()));
  }

  private static String checkedIn(JsonNode record) {
    return record.path("check").path("blockHash").asText();
  }

  private static List<String> retracted(JsonNode record) {
    List<String> hashes = new ArrayList<>();
    record.path("retracted").forEach(hash -> hashes.add(hash.asText()));
    return hashes;
  }
}
