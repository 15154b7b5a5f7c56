package lilypad.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One verifier's vote, as the mediator recorded it.
 *
 * @param verifier its address
 * @param vote MATCH, MISMATCH, ABSTAIN or PENDING
 * @param reason why it abstained
 * @param dataId what it got
 * @param millis how long its run took
 */
record VoteRow(
    String verifier,
    String vote,
    Optional<String> reason,
    Optional<String> dataId,
    OptionalLong millis) {

  /** The votes in a deal's record. */
  static List<VoteRow> of(JsonNode deal) {
    List<VoteRow> votes = new ArrayList<>();
    for (JsonNode vote : deal.path("votes")) {
      votes.add(
          new VoteRow(
              vote.path("verifier").asText(),
              vote.path("vote").asText(),
              text(vote, "reason"),
              text(vote, "dataId"),
              vote.path("millis").isNumber()
                  ? OptionalLong.of(vote.path("millis").asLong())
                  : OptionalLong.empty()));
    }
    return List.copyOf(votes);
  }

  static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.path(field).textValue()).filter(text -> !text.isEmpty());
  }
}
