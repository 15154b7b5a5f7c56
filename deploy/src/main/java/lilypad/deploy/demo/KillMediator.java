package lilypad.deploy.demo;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.FleetProcess;
import lilypad.market.PlayedDeal;
import lilypad.protocol.abi.AgreementState;

/**
 * Kill -9 at the two moments at which a mediator without a journal loses a deal: while a vote is
 * withheld, and after the verdict was handed to the chain but is not mined.
 */
record KillMediator() implements Scenario {

  private static final int BLOCK_SECONDS = 1;
  private static final String COMMITTED = "committed to a result";

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("ACCEPT");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    Devnet devnet = dispute.devnet();
    PlayedDeal deal = dispute.play(dispute.script());
    long nonce = dispute.chain().nonce(dispute.site());
    FleetProcess silent = dispute.site().verifiers().getLast();
    silent.pause();
    Map<FleetProcess, Long> commitments =
        dispute.site().verifiers().stream()
            .collect(Collectors.toMap(Function.identity(), KillMediator::commitments));
    dispute.check();
    killWhileAVoteIsWithheld(dispute, silent, commitments);
    dispute.site().restartMediator();
    dispute
        .expect()
        .equal("the deal's state on chain", AgreementState.RESULTS_CHECKED, state(dispute, deal));

    devnet.anvil().setBlockSeconds(0);
    dispute.tell("mining is stopped; the silent verifier goes on");
    silent.resume();
    dispute
        .waiting()
        .until(
            "the verdict in the node's pool",
            () -> dispute.chain().pendingNonce(dispute.site()) == nonce + 1);
    dispute.site().mediator().kill();
    dispute.tell("killed the mediator after it handed the verdict to the chain");
    dispute.expect().equal("the mined transactions", nonce, dispute.chain().nonce(dispute.site()));
    dispute.site().restartMediator();
    devnet.anvil().setBlockSeconds(BLOCK_SECONDS);

    dispute.awaitEnding(AgreementState.MEDIATION_ACCEPTED);
    dispute.awaitRecord(
        "a final settlement",
        record -> record.path("settlement").path("status").asText().equals("FINAL"));
    dispute.expectVerdict();
    dispute.expectNonce(nonce + 1);
    dispute.expectMoney(Scenario.accepted(devnet.settings()));
    for (VoteRow vote : dispute.votes()) {
      dispute
          .expect()
          .equal(
              "the result of " + vote.verifier(),
              Optional.of(deal.honest().toString()),
              vote.dataId());
    }
  }

  private static long commitments(FleetProcess verifier) {
    return verifier.linesPrinted(COMMITTED);
  }

  private static void killWhileAVoteIsWithheld(
      Dispute dispute, FleetProcess silent, Map<FleetProcess, Long> before) {
    for (FleetProcess verifier : dispute.site().verifiers()) {
      if (verifier != silent) {
        dispute
            .waiting()
            .until(
                "a commitment of " + verifier.name(),
                () -> commitments(verifier) > before.getOrDefault(verifier, 0L));
      }
    }
    dispute.site().mediator().kill();
    dispute.tell("killed the mediator while " + silent.name() + " was silent");
    dispute
        .expect()
        .equal(
            "the silent verifier's commitments",
            before.getOrDefault(silent, 0L),
            commitments(silent));
  }

  private static AgreementState state(Dispute dispute, PlayedDeal deal) {
    return dispute.chain().state(deal.id());
  }
}
