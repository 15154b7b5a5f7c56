package lilypad.deploy.demo;

import java.time.Duration;
import java.util.Optional;
import lilypad.deploy.devnet.Devnet;
import lilypad.deploy.devnet.FleetProcess;

/**
 * Nobody can judge: the mediator must say so in time and do nothing, and the chain's own time-out
 * gives everybody theirs back.
 *
 * @param mediateResults the chain's time for a verdict
 */
record AllVerifiersDown(Duration mediateResults) implements Scenario {

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("INCONCLUSIVE");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    Devnet devnet = dispute.devnet();
    dispute.tell("stopping all verifiers");
    dispute.site().verifiers().forEach(FleetProcess::stop);
    dispute.site().awaitConnected(0);
    dispute.play(dispute.script().on(devnet.settings().terms().withMediateResults(mediateResults)));
    long nonce = dispute.chain().nonce(dispute.site());
    dispute.check();
    dispute.awaitVerdictOnRecord();
    dispute.expectVerdict();
    dispute
        .expect()
        .holds(
            "the verdict came before the chain's deadline",
            dispute.chain().time() < dispute.deadline());
    dispute.timeOut();
    dispute.expectNonce(nonce);
  }
}
