package lilypad.deploy.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.deploy.devnet.Devnet;
import lilypad.market.PlayedDeal;
import lilypad.market.provider.Conduct;
import lilypad.protocol.abi.AgreementState;

/**
 * The scenarios in which nothing happens to the mediator: it judges, and the chain carries it out.
 */
record JudgedScenario(Kind kind) implements Scenario {

  /** What is special about the deal. */
  enum Kind {
    HONEST,
    CHEAT,
    CRASHING_VERIFIER
  }

  /** What stands where the crashing verifier's JVM should be: it dies of a signal at once. */
  private static final String CRASHING_JVM = "#!/bin/sh\nkill -SEGV $$\n";

  private static final int CRASHING = 0;

  private boolean cheats() {
    return kind == Kind.CHEAT;
  }

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of(cheats() ? "REJECT" : "ACCEPT");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    Devnet devnet = dispute.devnet();
    if (kind == Kind.CRASHING_VERIFIER) {
      dispute.tell("giving one verifier a runtime that crashes");
      dispute
          .site()
          .restartVerifier(
              CRASHING, Map.of("executor.wasm.java", crashingJvm(devnet.folder()).toString()));
      dispute.site().awaitConnected(devnet.settings().verifiers());
    }
    PlayedDeal deal =
        dispute.play(dispute.script().with(cheats() ? Conduct.INVENTED_RESULT : Conduct.HONEST));
    long nonce = dispute.chain().nonce(dispute.site());
    dispute.check();
    dispute.awaitEnding(
        cheats() ? AgreementState.MEDIATION_REJECTED : AgreementState.MEDIATION_ACCEPTED);
    dispute.awaitVerdictOnRecord();

    dispute.expectVerdict();
    dispute.expectNonce(nonce + 1);
    dispute.expectMoney(
        cheats() ? Scenario.rejected(devnet.settings()) : Scenario.accepted(devnet.settings()));
    expectVotes(dispute, deal.honest().toString());
    if (cheats()) {
      dispute
          .expect()
          .equal(
              "why no difference is shown",
              "CLAIM_NOT_SERVED",
              dispute.awaitDifference().path("why").asText());
    }
  }

  /** Every verifier that could run the job got what an honest run of our own got. */
  private void expectVotes(Dispute dispute, String honest) {
    Devnet devnet = dispute.devnet();
    List<VoteRow> votes = dispute.votes();
    String crashed = dispute.site().verifierAccounts().get(CRASHING).address().checksummed();
    dispute.expect().equal("the number of votes", devnet.settings().verifiers(), votes.size());
    for (VoteRow vote : votes) {
      if (kind == Kind.CRASHING_VERIFIER && vote.verifier().equals(crashed)) {
        dispute.expect().equal("the crashing verifier's vote", "ABSTAIN", vote.vote());
        dispute
            .expect()
            .holds("the crashing verifier says why it abstains", vote.reason().isPresent());
      } else {
        dispute
            .expect()
            .equal("the vote of " + vote.verifier(), cheats() ? "MISMATCH" : "MATCH", vote.vote());
        dispute
            .expect()
            .equal("the result of " + vote.verifier(), Optional.of(honest), vote.dataId());
      }
    }
  }

  private static Path crashingJvm(Path folder) {
    Path file = folder.resolve("crashing-java");
    try {
      Files.writeString(file, CRASHING_JVM);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }
}
