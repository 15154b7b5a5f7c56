package lilypad.deploy.demo;

import java.util.Optional;
import lilypad.deploy.devnet.FleetProcess;
import lilypad.protocol.abi.AgreementState;

/**
 * Nobody can judge: the mediator must say so in time and do nothing, and the chain's own time-out
 * gives everybody theirs back.
 */
record AllVerifiersDown() implements Scenario {

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("INCONCLUSIVE");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    dispute.tell("stopping all verifiers");
    dispute.site().verifiers().forEach(FleetProcess::stop);
    dispute.site().awaitConnected(0);
    dispute.play(dispute.script());
    long nonce = dispute.chain().nonce(dispute.site());
    dispute.check();
    dispute.awaitChainState(AgreementState.RESULTS_CHECKED);
    dispute.approachDeadline();
    long decided = dispute.awaitVerdictOnRecord().path("verdictAt").asLong(Long.MAX_VALUE);
    dispute.expectVerdict();
    dispute
        .expect()
        .holds(
            "the verdict came before the chain's deadline, in the chain's time",
            decided < dispute.deadline());
    dispute.timeOut();
    dispute.expectNonce(nonce);
  }
}
