package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lilypad.protocol.CannotGoOn;

/**
 * How a scenario went. What it did not come to is empty.
 *
 * @param name which
 * @param dealId the deal on chain
 * @param module the job's module
 * @param claimedDataId what the provider posted
 * @param votes as the mediator recorded them
 * @param verdict the mediator's
 * @param expected the verdict that the scenario was made for; empty if there is to be none
 * @param difference where the claim differs from the verifiers' result, or why that is not known
 * @param chainState where the deal ended on chain
 * @param txHash the transaction that ended it
 * @param moneyMoved by the chain's balances
 * @param checkedToVerdictMillis from the check's receipt to the verdict seen on chain, by the wall
 *     clock
 * @param broken each expectation that did not hold, in words
 */
record ScenarioReport(
    ScenarioName name,
    Optional<String> dealId,
    String module,
    Optional<String> claimedDataId,
    List<VoteRow> votes,
    Optional<String> verdict,
    Optional<String> expected,
    Optional<String> difference,
    Optional<String> chainState,
    Optional<String> txHash,
    Optional<MoneyMoved> moneyMoved,
    OptionalLong checkedToVerdictMillis,
    List<String> broken) {

  ScenarioReport {
    votes = List.copyOf(votes);
    broken = List.copyOf(broken);
  }

  /** Its market did not come up. */
  static ScenarioReport notPlayed(ScenarioName name, CannotGoOn why) {
    return new ScenarioReport(
        name,
        Optional.empty(),
        "",
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Scenario.of(name).expectedVerdict(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        List.of("its market does not come up: " + why.getMessage()));
  }

  /** Whether every expectation held. */
  boolean ok() {
    return broken.isEmpty();
  }

  /**
   * The object of {@code lilypad demo --json}; amounts are strings in the token's smallest unit.
   */
  ObjectNode json() {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("scenario", name.text());
    out.put("dealId", dealId.orElse(null));
    out.put("module", module);
    out.put("claimedDataId", claimedDataId.orElse(null));
    ArrayNode all = out.putArray("votes");
    for (VoteRow vote : votes) {
      ObjectNode one = all.addObject().put("verifier", vote.verifier()).put("vote", vote.vote());
      one.put("reason", vote.reason().orElse(null)).put("dataId", vote.dataId().orElse(null));
      put(one, "millis", vote.millis());
    }
    out.put("verdict", verdict.orElse(null)).put("expected", expected.orElse(null));
    out.put("difference", difference.orElse(null));
    out.put("chainState", chainState.orElse(null)).put("txHash", txHash.orElse(null));
    moneyMoved.ifPresentOrElse(
        moved ->
            out.putObject("moneyMoved")
                .put("jobCreator", moved.jobCreator().toString())
                .put("resourceProvider", moved.resourceProvider().toString())
                .put("mediator", moved.mediator().toString())
                .put("slashedTo", moved.slashedTo().toString()),
        () -> out.putNull("moneyMoved"));
    put(out, "checkedToVerdictMillis", checkedToVerdictMillis);
    return out.put("ok", ok());
  }

  private static void put(ObjectNode node, String field, OptionalLong value) {
    if (value.isPresent()) {
      node.put(field, value.getAsLong());
    } else {
      node.putNull(field);
    }
  }
}
