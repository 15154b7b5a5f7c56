package lilypad.deploy.demo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lilypad.market.PlayedDeal;

/**
 * A module that declares itself ambient prints the time: no two runs agree, nobody can say who is
 * right, and nobody is slashed.
 */
record Nondeterministic() implements Scenario {

  /** What differs between two runs of the module. */
  private static final String DIFFERENCE = "stdout at byte";

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("NONDETERMINISTIC");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    PlayedDeal deal = dispute.play(dispute.script("clock", Map.of()));
    long nonce = dispute.chain().nonce(dispute.site());
    dispute.check();
    dispute.awaitVerdictOnRecord();
    dispute.expectVerdict();
    List<VoteRow> abstentions =
        dispute.votes().stream()
            .filter(vote -> vote.reason().equals(Optional.of("NONDETERMINISTIC")))
            .toList();
    dispute
        .expect()
        .holds(
            "two verifiers or more found their own runs to differ, got " + abstentions,
            abstentions.size() >= 2);
    dispute
        .expect()
        .holds(
            "the record names what differs: " + DIFFERENCE,
            dispute.site().api().story(deal.id()).stream()
                    .filter(line -> line.contains(DIFFERENCE))
                    .count()
                >= abstentions.size());
    dispute.timeOut();
    dispute.expectNonce(nonce);
  }
}
