package lilypad.mediator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import lilypad.chain.pool.EndpointStatus;
import lilypad.mediator.query.Health;
import lilypad.mediator.query.ProgressBoard;
import lilypad.protocol.BlockRef;
import lilypad.protocol.intake.IntakeEvent;
import lilypad.protocol.settle.SettlementIntent;
import lilypad.protocol.settle.WalletEvent;

/** The mediator's health as JSON, as {@code docs/operations.md} describes it. */
final class HealthView {

  private HealthView() {}

  static ObjectNode of(Health health) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    List<String> problems = health.problems();
    out.put("well", problems.isEmpty());
    ArrayNode named = out.putArray("problems");
    problems.forEach(named::add);
    out.put("at", health.at().toString());
    ProgressBoard.Intake intake = health.intake();
    ObjectNode chain = out.putObject("chain");
    intake
        .head()
        .ifPresent(
            head ->
                chain
                    .put("head", head.number())
                    .put("headHash", head.hash().toString())
                    .put("headTime", Instant.ofEpochSecond(head.timestamp()).toString())
                    .put("seenAt", Instant.ofEpochMilli(intake.headAt()).toString()));
    intake
        .violation()
        .ifPresent(
            violation -> {
              String at = Instant.ofEpochMilli(violation.at()).toString();
              switch (violation.fact()) {
                case IntakeEvent.FinalityViolated fact -> {
                  ObjectNode replaced = chain.putObject("replaced").put("at", at);
                  replaced.set("recorded", block(fact.ours()));
                  replaced.set("node", block(fact.theirs()));
                }
                case IntakeEvent.LogsContradicted fact -> {
                  ObjectNode logs = chain.putObject("contradicted").put("at", at);
                  logs.set("block", block(fact.block()));
                  logs.put("recorded", fact.recorded().size()).put("told", fact.told().size());
                }
                case IntakeEvent.StateContradicted fact -> {
                  ObjectNode state = chain.putObject("missing").put("at", at);
                  state
                      .put("deal", fact.deal().text())
                      .put("recorded", fact.recorded().name())
                      .put("told", fact.told().name());
                  state.set("since", block(fact.since()));
                  state.set("block", block(fact.at()));
                }
              }
            });
    chain
        .put("safe", intake.safe())
        .put("finalized", intake.finalized())
        .put("rechecked", health.rechecked());
    health
        .unread()
        .ifPresent(
            unread ->
                chain
                    .putObject("unread")
                    .put("since", unread.since().toString())
                    .put("why", unread.why()));
    ArrayNode endpoints = chain.putArray("endpoints");
    health.endpoints().forEach(endpoint -> endpoints.add(endpoint(endpoint)));
    out.putObject("delivery").put("pending", intake.pending()).put("delivered", intake.delivered());
    out.putObject("deals")
        .put("known", health.deals().known())
        .put("open", health.deals().open())
        .put("whole", health.deals().whole());
    out.putObject("verifiers")
        .put("connected", health.panel().connected())
        .put("operators", health.panel().operators())
        .put("rostered", health.panel().rostered())
        .put("operatorsNeeded", health.panel().smallest());
    health
        .funds()
        .ifPresent(
            funds ->
                out.putObject("funds")
                    .put("signer", funds.signer().checksummed())
                    .put("balance", funds.balance().toString())
                    .put("needed", funds.needed().toString())
                    .put("low", funds.low())
                    .put("baseFee", funds.baseFee().toString())
                    .put("feeCap", funds.feeCap().toString())
                    .put("outpriced", funds.outpriced()));
    ArrayNode wallet = out.putArray("wallet");
    health.waiting().forEach(intent -> wallet.add(intent(intent)));
    ObjectNode unknown = out.putObject("effectUnknown");
    health.unknown().forEach((intent, why) -> unknown.put(intent.toString(), why));
    ObjectNode journal =
        out.putObject("journal")
            .put("events", health.journal().events())
            .put("waiting", health.journal().waiting())
            .put("signed", health.journal().heads().signed());
    health
        .journal()
        .heads()
        .anchored()
        .ifPresent(
            head ->
                journal
                    .putObject("anchored")
                    .put("size", head.size())
                    .put("block", head.block())
                    .put("at", Instant.ofEpochMilli(head.at()).toString())
                    .put(
                        "secondsAgo", Math.max(0, (health.at().toEpochMilli() - head.at()) / 1_000))
                    .put("behind", health.journal().events() - head.size()));
    return out;
  }

  private static ObjectNode block(BlockRef block) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("number", block.number())
        .put("hash", block.hash().toString())
        .put("parentHash", block.parentHash().toString())
        .put("time", Instant.ofEpochSecond(block.timestamp()).toString());
  }

  private static ObjectNode endpoint(EndpointStatus endpoint) {
    ObjectNode out =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", endpoint.url())
            .put("state", endpoint.state().name());
    endpoint.head().ifPresent(head -> out.put("head", head));
    endpoint.trouble().ifPresent(trouble -> out.put("trouble", trouble));
    endpoint.troubleAge().ifPresent(age -> out.put("troubleSecondsAgo", age.toSeconds()));
    endpoint.capabilities().ifPresent(found -> out.put("can", found.toString()));
    return out;
  }

  private static ObjectNode intent(ProgressBoard.Waiting waiting) {
    ObjectNode out =
        JsonNodeFactory.instance
            .objectNode()
            .put("signer", waiting.signer().checksummed())
            .put("intent", waiting.outgoing().intent().id().toString())
            .put("deal", deal(waiting.outgoing().intent()))
            .put("signed", waiting.outgoing().attempts().size())
            .put("reverts", waiting.outgoing().reverts().size())
            .put("movedAt", Instant.ofEpochMilli(waiting.movedAt()).toString());
    out.put(
        "minedIn",
        waiting.outgoing().mined().map(WalletEvent.TransactionMined::blockNumber).orElse(null));
    return out;
  }

  private static String deal(SettlementIntent intent) {
    return intent.anchors() ? "tree head" : intent.deal().toString();
  }
}
