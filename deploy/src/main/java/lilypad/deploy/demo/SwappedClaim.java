package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import lilypad.chain.anvil.Anvil.Replayed;
import lilypad.chain.rpc.TransactionReceipt;
import lilypad.chain.send.FeeBid;
import lilypad.chain.send.Signing;
import lilypad.chain.send.UnsignedTransaction;
import lilypad.deploy.devnet.Devnet;
import lilypad.market.DevnetAccount;
import lilypad.market.PlayedDeal;
import lilypad.market.provider.Conduct;
import lilypad.protocol.Hash32;
import lilypad.protocol.Wei;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.abi.LilypadCall;

/**
 * A reorganisation puts an honest claim in the place of the invented one, after the mediator judged
 * and sent its rejection and before that is mined. The rejection names only the deal's id to
 * Lilypad's contracts: without the guard it would slash an honest provider.
 */
record SwappedClaim() implements Scenario {

  private static final int BLOCK_SECONDS = 1;

  /** Enough for either call. */
  private static final long GAS = 1_000_000;

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("ACCEPT");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    Devnet devnet = dispute.devnet();
    PlayedDeal deal = dispute.play(dispute.script().with(Conduct.INVENTED_RESULT));
    long nonce = dispute.chain().nonce(dispute.site());
    TransactionReceipt check = dispute.check();
    devnet.anvil().setBlockSeconds(0);
    // The panel is drawn by the block after the check's.
    devnet.anvil().mine(1);
    dispute.tell("mining is stopped");
    JsonNode judged = dispute.awaitVerdictOnRecord();
    dispute.expect().equal("the first verdict", "REJECT", judged.path("verdict").asText());
    mineUntilTheVerdictIsSent(dispute, check, nonce);
    Hash32 rejection =
        Hash32.fromHex(
            dispute
                .awaitRecord(
                    "a rejection that was sent",
                    record -> record.path("settlement").path("txHash").isTextual())
                .path("settlement")
                .path("txHash")
                .asText());

    swap(devnet, deal, check);
    dispute.tell("another chain holds an honest claim in place of the invented one");
    dispute
        .expect()
        .equal(
            "the claim after the reorganisation",
            Optional.of(deal.honest().toString()),
            dispute.chain().claim(deal.id()));
    devnet.anvil().setBlockSeconds(BLOCK_SECONDS);
    dispute.awaitEnding(AgreementState.MEDIATION_ACCEPTED);
    JsonNode record = dispute.awaitRecord("a verdict on the honest claim", r -> isAccept(r, deal));
    dispute.expectVerdict();
    dispute.expect().equal("the mediations on record", 2, record.path("mediations").asInt());
    dispute
        .expect()
        .holds(
            "the rejection never took effect",
            dispute.chain().receipt(rejection).map(r -> !r.succeeded()).orElse(true));
    dispute
        .expect()
        .equal(
            "the rejections on chain",
            List.of(),
            dispute.chain().transitions(deal.id(), AgreementState.MEDIATION_REJECTED));
    dispute.expectMoney(Scenario.accepted(devnet.settings()));
  }

  private static boolean isAccept(JsonNode record, PlayedDeal deal) {
    return record.path("verdict").asText().equals("ACCEPT")
        && record.path("claim").asText().equals(deal.honest().toString());
  }

  /** Money moves at a level below the head: block by block until the mediator has sent. */
  private static void mineUntilTheVerdictIsSent(
      Dispute dispute, TransactionReceipt check, long nonce) {
    Devnet devnet = dispute.devnet();
    dispute
        .waiting()
        .until(
            "the rejection in the node's pool",
            () -> {
              boolean sent = dispute.chain().pendingNonce(dispute.site()) > nonce;
              boolean safe = devnet.chain().heads().latest().number() > check.blockNumber() + 3;
              if (!sent && !safe) {
                devnet.anvil().mine(1);
              }
              return sent;
            });
  }

  /** Replaces all blocks from the claim's on by as many, with the honest claim and its check. */
  private static void swap(Devnet devnet, PlayedDeal deal, TransactionReceipt check) {
    long head = devnet.chain().heads().latest().number();
    long claimed = deal.claimed().blockNumber();
    LilypadCall honest =
        devnet
            .market()
            .provider()
            .claim(deal.id(), deal.honestOutput(), Conduct.HONEST)
            .call(deal.id());
    Replayed claim = signed(devnet, devnet.accounts().provider(), honest, 0);
    Replayed again =
        signed(
            devnet,
            devnet.accounts().creator(),
            new LilypadCall.CheckResult(deal.id()),
            (int) (check.blockNumber() - claimed));
    devnet.anvil().reorg((int) (head - claimed + 1), List.of(claim, again));
  }

  /** The call in the place of the account's last transaction. */
  private static Replayed signed(
      Devnet devnet, DevnetAccount account, LilypadCall call, int block) {
    FeeBid bid = devnet.settings().sending().fees().first(devnet.chain().fees());
    UnsignedTransaction transaction =
        new UnsignedTransaction(
            Devnet.CHAIN_ID,
            devnet.chain().nonce(account.address()) - 1,
            Optional.of(devnet.market().contracts().controller()),
            call.encode(),
            Wei.ZERO,
            GAS,
            bid.maxFee(),
            bid.maxPriorityFee());
    return new Replayed(Signing.sign(account.key(), transaction).raw(), block);
  }
}
