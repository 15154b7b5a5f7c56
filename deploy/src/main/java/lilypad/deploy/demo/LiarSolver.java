package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lilypad.market.PlayedDeal;
import lilypad.market.solver.SolverConduct;

/**
 * The solver's account contradicts the chain, in each way in which it can: nothing is run on its
 * word, the record names both values, and nobody is slashed.
 */
record LiarSolver() implements Scenario {

  /** A lie, and what the record must say of it. */
  private record Lie(SolverConduct conduct, String field, PlayedDeal deal) {

    /** What is on chain, as the record shows it. */
    String onChain() {
      return switch (conduct) {
        case OTHER_JOB -> deal.id().text();
        case OTHER_MEMBERS -> conduct.agreed(deal.deal()).members().toString();
        case OTHER_PRICING -> conduct.agreed(deal.deal()).pricing().toString();
        case HONEST -> throw new IllegalStateException("expected a lie");
      };
    }

    /**
     * What the solver tells, as the record shows it; of another job, anything but the deal's id.
     */
    boolean tells(String told) {
      return switch (conduct) {
        case OTHER_JOB -> told.startsWith("Qm") && !told.equals(deal.id().text());
        case OTHER_MEMBERS -> told.equals(deal.deal().members().toString());
        case OTHER_PRICING -> told.equals(deal.deal().pricing().toString());
        case HONEST -> throw new IllegalStateException("expected a lie");
      };
    }
  }

  @Override
  public Optional<String> expectedVerdict() {
    return Optional.of("INCONCLUSIVE");
  }

  @Override
  public void play(Dispute dispute) throws InterruptedException {
    long nonce = dispute.chain().nonce(dispute.site());
    List<Lie> lies = new ArrayList<>();
    lies.add(told(dispute, SolverConduct.OTHER_MEMBERS, "members"));
    lies.add(told(dispute, SolverConduct.OTHER_PRICING, "pricing"));
    lies.add(told(dispute, SolverConduct.OTHER_JOB, "id"));
    for (Lie lie : lies) {
      dispute.report(lie.deal());
      dispute.awaitRecord("a refusal", deal -> deal.path("refusal").isObject());
      dispute.approachDeadline();
      JsonNode record = dispute.awaitVerdictOnRecord();
      dispute.expectVerdict();
      JsonNode refusal = record.path("refusal");
      dispute.expect().equal("the refused field", lie.field(), refusal.path("field").asText());
      dispute
          .expect()
          .equal(
              "what the refusal says is on chain", lie.onChain(), refusal.path("onChain").asText());
      dispute
          .expect()
          .holds(
              "the refusal shows the solver's " + lie.field() + ", got " + refusal.path("told"),
              lie.tells(refusal.path("told").asText()));
      dispute.expect().equal("the number of votes", 0, dispute.votes().size());
    }
    for (Lie lie : lies) {
      dispute.report(lie.deal());
      dispute.awaitVerdictOnRecord();
      dispute.timeOut();
    }
    dispute.expectNonce(nonce);
  }

  private Lie told(Dispute dispute, SolverConduct conduct, String field)
      throws InterruptedException {
    PlayedDeal deal = dispute.play(dispute.script().with(conduct));
    dispute.check();
    return new Lie(conduct, field, deal);
  }
}
